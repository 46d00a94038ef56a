import { Gauge, Histogram, type Registry } from 'prom-client';
import { Counts } from '@chorus/platform/counters.ts';

/** The Prometheus metrics of ru-sim. */
export class RuSimMetrics {
  readonly slots: { value: number };
  readonly slotSeconds: Histogram;
  readonly sumRate: Gauge;
  readonly nearRtLoop: Gauge;
  readonly bytes: Counts;
  readonly frames: Counts;
  readonly invalidFrames: Counts;
  readonly lateAnswers: Counts;
  readonly skippedDownlinks: Counts;
  readonly clockSlips: { value: number };
  readonly powerExcess: Counts;
  readonly invalidMessages: Counts;

  constructor(registry: Registry) {
    const registers = [registry];
    this.slots = new Counts(registry, 'ru_sim_slots_total', 'RT loops run').cell();
    this.slotSeconds = new Histogram({
      name: 'ru_sim_slot_seconds',
      help: 'duration of a slot, from its Downlink to its measurement',
      buckets: [0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 1],
      registers,
    });
    this.sumRate = new Gauge({
      name: 'ru_sim_sum_rate_bits_per_second_per_hertz',
      help: 'sum over the users held here of the mean rate over the last near-RT loop',
      registers,
    });
    this.nearRtLoop = new Gauge({ name: 'ru_sim_near_rt_loop', help: 'current near-RT loop', registers });
    const odu = ['odu'];
    this.bytes = new Counts(registry, 'ofh_bytes_total', 'bytes of O-FH frames', ['direction', 'odu']);
    this.frames = new Counts(registry, 'ofh_frames_total', 'O-FH frames', ['direction', 'odu']);
    this.invalidFrames = new Counts(registry, 'ofh_invalid_frames_total', 'O-FH frames dropped', [
      'odu',
      'reason',
    ]);
    this.lateAnswers = new Counts(
      registry,
      'ru_sim_late_answers_total',
      'deadlines that passed without the answer of an O-DU (realtime)',
      ['odu', 'deadline'],
    );
    this.skippedDownlinks = new Counts(
      registry,
      'ru_sim_skipped_downlinks_total',
      'slots not sent to an O-DU because the one before had not left yet (realtime)',
      odu,
    );
    this.clockSlips = new Counts(
      registry,
      'ru_sim_clock_slips_total',
      'RT loops by which the clock fell behind the wall clock (realtime)',
    ).cell();
    this.powerExcess = new Counts(
      registry,
      'ru_sim_power_excess_total',
      'precoders of an O-RU above P_max, scaled down',
      odu,
    );
    this.invalidMessages = new Counts(
      registry,
      'ru_sim_invalid_messages_total',
      'messages on the subjects of the shards that were dropped',
      ['message'],
    );
  }
}

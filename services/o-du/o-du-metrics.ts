import { Histogram, type Registry } from 'prom-client';
import { Counts } from '@chorus/platform/counters.ts';

/** The Prometheus metrics of an O-DU. */
export class OduMetrics {
  readonly slots: { value: number };
  readonly dAppSeconds: Histogram;
  readonly e2RoundTripSeconds: Histogram;
  readonly ofhBytes: Counts;
  readonly invalidFrames: Counts;
  readonly d2: { messages: Counts; payloadBytes: Counts; invalid: Counts };
  readonly controls: Counts;
  readonly errorIndications: { value: number };
  readonly indications: Counts;
  readonly late: Counts;
  readonly skippedSlots: { value: number };
  readonly refusedPrecoders: { value: number };
  readonly dAppErrors: { value: number };

  constructor(registry: Registry) {
    this.slots = new Counts(registry, 'o_du_slots_total', 'RT loops answered').cell();
    this.dAppSeconds = new Histogram({
      name: 'o_du_dapp_seconds',
      help: 'time that the dApps took for an RT loop',
      buckets: [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.1],
      registers: [registry],
    });
    this.e2RoundTripSeconds = new Histogram({
      name: 'o_du_e2_round_trip_seconds',
      help: 'from sending a report over E2 to having the controls made of it',
      buckets: [0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 1],
      registers: [registry],
    });
    this.ofhBytes = new Counts(registry, 'ofh_bytes_total', 'bytes of O-FH frames', ['direction']);
    this.invalidFrames = new Counts(registry, 'ofh_invalid_frames_total', 'O-FH frames dropped', ['reason']);
    const peer = ['direction', 'odu'];
    this.d2 = {
      messages: new Counts(registry, 'd2_messages_total', 'D2 messages', peer),
      payloadBytes: new Counts(registry, 'd2_payload_bytes_total', 'bytes of tensors in D2 messages', peer),
      invalid: new Counts(registry, 'd2_invalid_messages_total', 'D2 messages dropped', ['from']),
    };
    this.controls = new Counts(registry, 'e2_controls_total', 'controls by their outcome', ['outcome']);
    this.errorIndications = new Counts(
      registry,
      'e2_error_indications_total',
      'PDUs that were answered with an ErrorIndication',
    ).cell();
    this.indications = new Counts(registry, 'e2_indications_total', 'RICIndications', ['report']);
    this.late = new Counts(registry, 'o_du_late_total', 'deadlines that controls or D2 missed (realtime)', [
      'what',
    ]);
    this.skippedSlots = new Counts(
      registry,
      'o_du_skipped_slots_total',
      'slots not answered because a newer one was there (realtime)',
    ).cell();
    this.refusedPrecoders = new Counts(
      registry,
      'o_du_refused_precoders_total',
      'precoders of an O-RU that were not finite: the last good ones stayed in force',
    ).cell();
    this.dAppErrors = new Counts(
      registry,
      'o_du_dapp_errors_total',
      'slots for which a dApp threw or no precoder was finite',
    ).cell();
  }
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cannedE2, cannedRecords, twoUsers } from '../testing/canned-records.ts';
import { checkApps } from './app-failures.ts';
import { Records } from './records.ts';
import { summaryTable } from './summary-table.ts';
import { summarize } from './summary.ts';

type Change = Record<string, unknown> | null;

/** A run whose records are changed: by process and near-RT loop. */
function broken(change: (process: string, nearRtLoop: number) => Change): Records {
  const records = new Records();
  for (const record of cannedRecords())
    records.add({ ...record, ...change(record.process, record.nearRtLoop) });
  return records;
}
const summaryOf = (records: Records) => summarize(twoUsers(), records, cannedE2(), []);
const failing = { dAppErrors: 2, appError: 'told to fail' };
const isOdu = (process: string) => process.startsWith('o-du-');
const isXApp = (process: string) => process.startsWith('xapp-');

describe('apps that fail', () => {
  it('are no matter where there are none', () => {
    const records = broken(() => null);
    const summary = summaryOf(records);
    assert.deepEqual(summary.appErrors, { dApp: 0, refusedPrecoders: 0, xApp: 0 });
    assert.doesNotMatch(summaryTable(summary), /WARNING/);
    checkApps(twoUsers(), records);
  });

  it('now and then are counted and warned of', () => {
    const records = broken((process, loop) => {
      if (isOdu(process)) return loop === 0 ? { ...failing, refusedPrecoders: 3 } : null;
      return isXApp(process) ? { appErrors: 1, appError: 'one user' } : null;
    });
    const summary = summaryOf(records);
    assert.deepEqual(summary.appErrors, { dApp: 4, refusedPrecoders: 6, xApp: 1 });
    assert.match(summaryTable(summary), /^WARNING +apps failed: dApps 4 {2}refused precoders 6 {2}xApp 1$/m);
    checkApps(twoUsers(), records);
  });

  it('in every slot of an O-DU end the run', () => {
    const records = broken((process) => (process === 'o-du-1' ? failing : null));
    assert.throws(() => checkApps(twoUsers(), records), {
      code: 'CHORUS_APP_FAILED',
      message: /^dApps served and newton gave nothing usable for any of 4 slots: o-du-1: told to fail$/,
    });
  });

  it('in every near-RT loop of the xApp end the run', () => {
    const errors = { appErrors: 2, appFailed: true, appError: 'told to fail' };
    const records = broken((process) => (isXApp(process) ? errors : null));
    assert.throws(() => checkApps(twoUsers(), records), {
      code: 'CHORUS_APP_FAILED',
      message: /^xApp closed-form gave .* any of 1 near-RT loops: xapp-closed-form-0: told to fail$/,
    });
  });

  it('are not blamed for slots in which they did not run', () => {
    checkApps(
      twoUsers(),
      broken((process) => (isOdu(process) ? { dAppSlots: 0 } : null)),
    );
  });
});

describe('what was late', () => {
  it('adds up, and has a line only where there was something', () => {
    const late = broken((process) => {
      if (process === 'ru-sim') return { clockSlips: 2 };
      return isOdu(process) ? { lateControls: 3, lateD2: 1 } : null;
    });
    const summary = summaryOf(late);
    assert.deepEqual(summary.timing.late, { answers: 1, controls: 12, d2: 4, clockSlips: 4 });
    assert.match(
      summaryTable(summary),
      /^late +answers 1 {2}controls 12 {2}D2 4 {2}clock slips 4 RT loops$/m,
    );
    const none = broken((process) => (process === 'ru-sim' ? { lateAnswers: 0 } : null));
    assert.doesNotMatch(summaryTable(summaryOf(none)), /^late/m);
  });
});

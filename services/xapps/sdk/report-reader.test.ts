import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IndicationHeader, IndicationMessage, RicIndication } from '@chorus/platform/proto.ts';
import { ReportReader } from './report-reader.ts';

const value = (slot: number, user = 0) =>
  RicIndication.encode({
    header: IndicationHeader.encode({ report: 'NEIGHBOURS', slot }),
    message: IndicationMessage.encode({ users: [user] }),
  });
const notices = [0, 1].map((odu) => ({
  e2NodeId: `o-du-${odu}`,
  nearRtLoop: 1,
  slot: 20,
  sdlKey: `o-du-${odu}.NEIGHBOURS`,
}));

/** An SDL that gives these values, reading after reading, the last ones from then on. */
function readerOf(readings: (Buffer | null)[][], patienceS = 5) {
  let again = 0;
  const unreadable: string[] = [];
  const reader = new ReportReader(
    {
      sdl: { get: async () => (readings.length > 1 ? readings.shift() : readings[0]) ?? [] },
      onUnreadable: (what, error) => unreadable.push(`${what}: ${(error as Error).message}`),
      onReadAgain: () => void again++,
      signal: new AbortController().signal,
    },
    { patienceS },
  );
  return { reader, unreadable, again: () => again };
}

describe('reports in the SDL', () => {
  it('are read in the order of their notices', async () => {
    const { reader, again } = readerOf([[value(20, 3), value(20, 4)]]);
    const reports = await reader.read(notices);
    assert.deepEqual(
      reports?.map((report) => report?.users),
      [[3], [4]],
    );
    assert.equal(again(), 0);
  });

  it('that their notices have overtaken are read again, whether there is none or an older one', async () => {
    const { reader, again } = readerOf([
      [null, value(10)],
      [value(20), value(10)],
      [value(20), value(20)],
    ]);
    assert.equal((await reader.read(notices))?.length, 2);
    assert.equal(again(), 2);
  });

  it('of a later slot have taken their place: there is nothing to decide', async () => {
    const { reader } = readerOf([[value(30), value(20)]]);
    assert.equal(await reader.read(notices), null);
  });

  it('that never come, or do not decode, are null and named', async () => {
    const { reader, unreadable } = readerOf([[value(10), Buffer.from([0xff])]], 0.05);
    assert.deepEqual(await reader.read(notices), [null, null]);
    assert.ok(unreadable.includes('o-du-0.NEIGHBOURS: no report of slot 20 came'));
    assert.ok(unreadable.some((text) => text.startsWith('o-du-1.NEIGHBOURS: ')));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeImpairments, impairmentsOf, readImpairments } from './impairments.ts';
import { checkScenario } from './scenario.ts';

const set = {
  e2_delay_slots: 3,
  e2_loss: 0.25,
  d2_delay_slots: 0,
  d2_loss: 1,
  csi_error_db: -10,
  speed_mps: 8,
};
const frame = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('impairments', () => {
  it('start as the scenario says', () => {
    const { csi_error_db, speed_mps, ...impairments } = set;
    const scenario = checkScenario({
      impairments,
      csi: { error_db: csi_error_db },
      mobility: { speed_mps },
    });
    assert.deepEqual(impairmentsOf(scenario), set);
  });

  it('are taken in part, null for perfect CSI', () => {
    assert.deepEqual(readImpairments({ csi_error_db: null }), { csi_error_db: null });
    assert.deepEqual(readImpairments({}), {});
  });

  for (const [part, field, allowed] of [
    [{ e2_loss: 1.5 }, 'e2_loss', 'number from 0 to 1'],
    [{ d2_delay_slots: 0.5 }, 'd2_delay_slots', 'integer from 0 to 1000'],
    [{ csi_error_db: 'none' }, 'csi_error_db', 'number from -100 to 20, or null'],
    [{ speed_mps: '8' }, 'speed_mps', 'number from 0 to 200'],
    [{ e2_jitter: 1 }, 'e2_jitter', /one of the fields e2_delay_slots, .*speed_mps/],
    [[], 'impairments', 'object'],
  ] as const) {
    it(`refuse ${JSON.stringify(part)} by field and what is allowed`, () => {
      assert.throws(
        () => readImpairments(part),
        (error: { code: string; metadata: { field: string; allowed: string } }) => {
          assert.equal(error.code, 'CHORUS_FIELD_INVALID');
          assert.equal(error.metadata.field, field);
          assert.match(error.metadata.allowed, new RegExp(allowed));
          return true;
        },
      );
    });
  }

  it('travel whole, and nothing else passes', () => {
    assert.deepEqual(decodeImpairments(frame(set)), set);
    assert.throws(() => decodeImpairments(frame({ e2_loss: 0 })), { code: 'CHORUS_FIELD_INVALID' });
    assert.throws(() => decodeImpairments(frame({ ...set, e2_loss: 2 })), { code: 'CHORUS_FIELD_INVALID' });
    assert.throws(() => decodeImpairments(Buffer.from('{')), { code: 'CHORUS_MESSAGE_INVALID' });
  });
});

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import protobuf from 'protobufjs';
import { hasCode } from './errors.ts';
import {
  ControlHeader,
  D2Message,
  E2apPdu,
  e2Service,
  IndicationHeader,
  IndicationMessage,
  RicIndication,
  XappControlOutcome,
  XappEvent,
  xappService,
  type E2apBodies,
} from './proto.ts';

const bytes = (...values: number[]) => Buffer.from(values);

describe('codecs', () => {
  it('bring back what was encoded, in camelCase and with enums by name', () => {
    const header = { report: 'COVARIANCE', nearRtLoop: -1, slot: 7, wallMs: 1.5 } as const;
    assert.deepEqual(IndicationHeader.decode(IndicationHeader.encode(header)), header);
    const message = {
      users: [0, 3, 300],
      channel: bytes(1, 2, 3, 4),
      covariance: bytes(),
      reward: bytes(5, 6, 7, 8),
      interference: bytes(9, 10, 11, 12),
    };
    assert.deepEqual(IndicationMessage.decode(IndicationMessage.encode(message)), message);
  });

  it('fill in what is missing', () => {
    assert.deepEqual(ControlHeader.decode(bytes()), { style: 'FILTERS', nearRtLoop: 0, slot: 0 });
    assert.deepEqual(D2Message.decode(D2Message.encode({ from: 1, nearRtLoop: -1 })), {
      from: 1,
      to: 0,
      nearRtLoop: -1,
      slot: 0,
      kind: 'SUMS',
      sums: bytes(),
      h: bytes(),
      v: bytes(),
      reach: 'SERVED',
    });
    const [node] = XappControlOutcome.decode(XappControlOutcome.encode({ nodes: [{}] })).nodes;
    assert.deepEqual(node, { e2NodeId: '', applied: 0, appliedAtSlot: 0, cause: null });
  });

  it('name the body of a PDU, also an empty one', () => {
    const pdu = E2apPdu.decode(E2apPdu.encode({ resetResponse: {} }));
    assert.deepEqual(pdu, { body: 'resetResponse', resetResponse: {} });
    assert.deepEqual(E2apPdu.decode(bytes()), {});
    assert.equal(
      XappEvent.decode(XappEvent.encode({ subscribed: { e2Nodes: ['o-du-0'] } })).body,
      'subscribed',
    );
  });

  it('encode as protobufjs does from plain objects, enums deep inside included, and leave the message as it was', () => {
    const type = protobuf
      .loadSync(resolve(import.meta.dirname, '../../proto/e2ap.proto'))
      .lookupType('chorus.e2ap.v1.E2apPdu');
    const cause = { group: 'TRANSPORT', value: 'no-answer', detail: '' } as const;
    for (const pdu of [
      { ricControlFailure: { id: { requestor: 2, instance: 300 }, cause } },
      { ricControlAcknowledge: { id: { requestor: 2, instance: 0 }, applied: 0, appliedAtSlot: 11 } },
      { errorIndication: { id: null, cause } },
      { ricIndication: { sequence: 1, header: bytes(), message: bytes(1, 2) } },
    ]) {
      const before = JSON.stringify(pdu);
      assert.deepEqual(E2apPdu.encode(pdu), type.encode(type.fromObject(pdu)).finish());
      assert.equal(JSON.stringify(pdu), before);
    }
    assert.throws(
      () => E2apPdu.encode({ errorIndication: { cause: { group: 'NONE' as 'MISC' } } }),
      TypeError,
    );
  });

  it('keep an enum that this release does not know as its number', () => {
    assert.equal(IndicationHeader.decode(bytes(8, 99)).report, 99);
  });

  it('refuse what is no such message with a coded error', () => {
    assert.throws(
      () => E2apPdu.decode(bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
      (error) => hasCode(error, 'CHORUS_MESSAGE_INVALID') && /E2apPdu/.test(error.message),
    );
    const whole = RicIndication.encode({ id: { requestor: 1, instance: 2 }, message: bytes(1, 2, 3) });
    assert.throws(
      () => RicIndication.decode(whole.subarray(0, -1)),
      (error) => hasCode(error, 'CHORUS_MESSAGE_INVALID'),
    );
  });
});

describe('the protobuf files', () => {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => resolve(import.meta.dirname, '../../proto', target);
  root.loadSync(['e2ap.proto', 'xapp.proto']);

  it('hold the bodies that the types know', () => {
    const known: Record<keyof E2apBodies, true> = {
      e2SetupRequest: true,
      e2SetupResponse: true,
      e2SetupFailure: true,
      ricSubscriptionRequest: true,
      ricSubscriptionResponse: true,
      ricSubscriptionFailure: true,
      ricSubscriptionDeleteRequest: true,
      ricSubscriptionDeleteResponse: true,
      ricIndication: true,
      ricControlRequest: true,
      ricControlAcknowledge: true,
      ricControlFailure: true,
      ricServiceUpdate: true,
      ricServiceUpdateAcknowledge: true,
      resetRequest: true,
      resetResponse: true,
      errorIndication: true,
    };
    const fields = Object.keys(root.lookupType('chorus.e2ap.v1.E2apPdu').fields);
    assert.deepEqual(fields.sort(), Object.keys(known).sort());
  });

  it('hold the methods that the service definitions name', () => {
    const paths = (service: string) =>
      root.lookupService(service).methodsArray.map(({ name }) => `/${service}/${name}`);
    assert.deepEqual([e2Service.connect.path], paths('chorus.e2ap.v1.E2'));
    const { subscribe, control, controls, reportModels, reportApps } = xappService;
    assert.deepEqual(
      [subscribe, control, controls, reportModels, reportApps].map(({ path }) => path),
      paths('chorus.xapp.v1.XappApi'),
    );
  });
});

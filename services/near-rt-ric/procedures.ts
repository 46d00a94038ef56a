import type { E2apBody } from '@chorus/platform/proto.ts';

/** The E2AP procedure of every message, as the accounting names it. */
export const procedureOf: Readonly<Record<E2apBody, string>> = {
  e2SetupRequest: 'E2Setup',
  e2SetupResponse: 'E2Setup',
  e2SetupFailure: 'E2Setup',
  ricSubscriptionRequest: 'RICSubscription',
  ricSubscriptionResponse: 'RICSubscription',
  ricSubscriptionFailure: 'RICSubscription',
  ricSubscriptionDeleteRequest: 'RICSubscriptionDelete',
  ricSubscriptionDeleteResponse: 'RICSubscriptionDelete',
  ricIndication: 'RICIndication',
  ricControlRequest: 'RICControl',
  ricControlAcknowledge: 'RICControl',
  ricControlFailure: 'RICControl',
  ricServiceUpdate: 'RICServiceUpdate',
  ricServiceUpdateAcknowledge: 'RICServiceUpdate',
  resetRequest: 'Reset',
  resetResponse: 'Reset',
  errorIndication: 'ErrorIndication',
};

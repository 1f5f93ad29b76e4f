import { plainly } from '#casework/pages/wording';
import { inboundTypes } from '#messages/inbound/contracts';

/** `throughcare.inbound.provider.treatment-started.v1` → `Treatment started`. */
export const messageWords = (type: string | null): string =>
  inboundTypes.some((one) => one === type) ? plainly(type?.split('.').at(-2) ?? '') : 'Message of no known type';

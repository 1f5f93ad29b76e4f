import { Flag, OneOf } from '#casework/fields/choices';
import { OrganisationCode, Words } from '#casework/fields/text';
import { Moment } from '#casework/fields/times';
import type { Takes } from '#casework/records';
import type { HandoverCommand } from '#pathway/handover';

export class ConfirmDelivery implements Takes<HandoverCommand, 'confirm delivery'> {
  @OneOf(['system', 'user'], 'who confirms that it arrived')
  by: 'system' | 'user';
}

export class Acknowledge implements Takes<HandoverCommand, 'acknowledge'> {}

export class RequestInformation implements Takes<HandoverCommand, 'request information'> {
  @Words(2000, 'the question')
  question: string;
}

export class ProvideInformation implements Takes<HandoverCommand, 'provide information'> {
  @Words(10_000, 'the answer')
  answer: string;
}

export class Accept implements Takes<HandoverCommand, 'accept'> {}

export class Decline implements Takes<HandoverCommand, 'decline'> {
  @Words(2000, 'the reason')
  reason: string;
}

export class OfferAppointment implements Takes<HandoverCommand, 'offer appointment'> {
  @Moment('when the appointment is')
  when: string;

  @OneOf(['in-person', 'video', 'telephone'], 'how the appointment is held')
  mode: 'in-person' | 'video' | 'telephone';
}

export class RecordAppointment implements Takes<HandoverCommand, 'record appointment'> {
  @Flag('whether the person attended')
  attended: boolean;
}

export class Withdraw implements Takes<HandoverCommand, 'withdraw'> {
  @Words(2000, 'the reason')
  reason: string;
}

export class Reassign implements Takes<HandoverCommand, 'reassign'> {
  @OrganisationCode('the service asked instead')
  to: string;

  @Words(2000, 'the reason')
  reason: string;
}

import { Flag, OneOf } from '#casework/fields/choices';
import { EpisodeName, OrganisationCode, Words } from '#casework/fields/text';
import { Moment } from '#casework/fields/times';
import { AfterWrite } from '#casework/reading';
import type { Takes } from '#casework/records';
import { type AppointmentMode, appointmentModes, type HandoverCommand } from '#pathway/handover';

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

  @OneOf(appointmentModes, 'how the appointment is held')
  mode: AppointmentMode;
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

export class ListHandovers extends AfterWrite {
  @EpisodeName('what opened the handover')
  of: string;

  @OrganisationCode('the receiver', { optional: true })
  to?: string;
}

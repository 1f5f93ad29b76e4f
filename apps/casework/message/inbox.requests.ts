import { OneOf } from '#casework/fields/choices';
import { Uuid } from '#casework/fields/text';
import { inboxStates } from '#casework/message/inbox.answers';
import { Paged } from '#casework/reading';
import { PickType } from '@nestjs/swagger';

export class ReadInbox extends PickType(Paged, ['after', 'limit']) {
  @OneOf(inboxStates, 'the state')
  state: (typeof inboxStates)[number];
}

export class MatchMessage {
  @Uuid('the person it is about')
  personId: string;
}

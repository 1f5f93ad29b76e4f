import type { InboxState } from '#messages/inbound/inbox';
import type { KeptMessage } from '#messages/inbound/kept';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const inboxStates = ['received', 'waiting', 'recorded', 'dead', 'discarded'] as const;

export class ShownMessage implements KeptMessage {
  @ApiProperty({ type: String, format: 'uuid', description: 'Of the message in the inbox, not its own.' })
  readonly id: string;

  @ApiProperty({ type: String, nullable: true, example: 'provider-riverside' })
  readonly organisation: string | null;

  @ApiProperty({ type: String, enum: ['http', 'kafka'] })
  readonly via: 'http' | 'kafka';

  @ApiProperty({ type: String, nullable: true, example: '/provider/riverside' })
  readonly source: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The id that its sender gave it.' })
  readonly messageId: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly type: string | null;

  @ApiProperty({
    type: String,
    enum: inboxStates,
    description:
      'received: its turn comes. waiting: nobody known here answers to whom it names. recorded: done. dead: it can never be done as it is, until what was wrong is put right and it is replayed. discarded: given up, or erased.',
  })
  readonly state: InboxState;

  @ApiProperty({ type: Number, description: 'Attempts that failed for what passes, such as a store that is away.' })
  readonly attempts: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it is dead, or was not done.',
    example: 'NOT_ACCEPTED',
  })
  readonly code: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The same in words.' })
  readonly words: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The stage it was recorded at.' })
  readonly stage: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'What was acted on, or opened.' })
  readonly instance: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly receivedAt: string;

  @ApiProperty({ type: String, nullable: true, description: 'The user who said whom it is about.' })
  readonly matchedBy: string | null;
}

export class ReadMessage extends ShownMessage {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Of one that waits: whom it names, by identifiers and date of birth.',
  })
  readonly person?: object;
}

export class InboxAnswer {
  @ApiProperty({ type: [ShownMessage] })
  readonly messages: readonly ShownMessage[];

  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'Send it as after for the next page.' })
  readonly next?: string;
}

import type { CloudEvent } from '#messages/cloud-event';
import { ApiProperty } from '@nestjs/swagger';

export class FeedAnswer {
  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'CloudEvents 1.0, in the order of the log; each type has a contract of its own.',
  })
  readonly messages: readonly CloudEvent[];

  @ApiProperty({ type: String, description: 'Send it as after to read on from here.', example: '1041' })
  readonly next: string;
}

export class ShownSubscription {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String, example: 'provider-riverside' })
  readonly organisation: string;

  @ApiProperty({ type: String, format: 'uri' })
  readonly url: string;

  @ApiProperty({ type: String, description: 'The lead who set it up.' })
  readonly createdBy: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly createdAt: string;

  @ApiProperty({ type: String, description: 'Everything up to here has been taken.', example: '1041' })
  readonly position: string;

  @ApiProperty({ type: String, enum: ['active', 'dead'], description: 'Nothing is sent to a dead one until a replay.' })
  readonly state: 'active' | 'dead';

  @ApiProperty({ type: Number, description: 'Attempts at the next message that failed.' })
  readonly failures: number;

  @ApiProperty({ type: String, nullable: true, description: 'How the last of them failed.', example: 'HTTP_503' })
  readonly failure: string | null;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it is tried next.' })
  readonly nextAt: string;

  @ApiProperty({ type: Number, description: 'Messages not taken yet.' })
  readonly waiting: number;
}

export class BegunSubscription extends ShownSubscription {
  @ApiProperty({ type: String, description: 'The key of its signatures. Keep it: it is not said again.' })
  readonly secret: string;
}

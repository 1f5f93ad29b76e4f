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

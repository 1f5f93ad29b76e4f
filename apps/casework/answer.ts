import type { Answer } from '#commands/step';
import { stageNames } from '#pathway/stages';
import { ApiProperty } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

export class RecordedEventAnswer {
  @ApiProperty({ type: String, format: 'uuid', description: 'Name it to correct the step.' })
  readonly id: string;

  @ApiProperty({ type: String, example: 'SampleTaken' })
  readonly type: string;
}

/** What was recorded. */
export class RecordedAnswer {
  @ApiProperty({ type: String, format: 'uuid', description: 'What was acted on, or opened.' })
  readonly id: string;

  @ApiProperty({ type: String, enum: stageNames })
  readonly stage: string;

  @ApiProperty({ type: String, description: 'Send it back as If-Match to act only on what was read.', example: '2' })
  readonly revision: string;

  @ApiProperty({ type: String, description: 'Send it as minPosition to read what was recorded.', example: '1041' })
  readonly position: string;

  @ApiProperty({ type: [RecordedEventAnswer], description: 'Empty where the same step stood already.' })
  readonly events: readonly RecordedEventAnswer[];
}

export function answered({ stage, id, revision, position, events }: Answer, reply: FastifyReply): RecordedAnswer {
  void reply.header('ETag', `"${revision}"`);
  return { id, stage, revision: String(revision), position: String(position), events };
}

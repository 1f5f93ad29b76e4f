import type { Caller } from '#access/caller';
import { Feed } from '#casework/message/feed';
import { FeedAnswer } from '#casework/message/message.answers';
import { ReadFeed } from '#casework/message/message.requests';
import { DocumentedRead } from '#casework/documented';
import { Reply } from '#casework/reading';
import { services, SignedIn, ToRead } from '#platform/access';
import { Controller, Get, Headers, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

const tag = 'message';

/** For systems: what the organisation is told, and what it tells. */
@Controller('message')
export class MessageController {
  constructor(private readonly feed: Feed) {}

  @Get()
  @ToRead(...services, 'partnership-lead')
  @DocumentedRead()
  @ApiOperation({ operationId: 'read-messages', summary: 'What the organisation is told, in order', tags: [tag] })
  @ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } })
  @ApiResponse({ status: 200, type: FeedAnswer, headers: { ETag: { schema: { type: 'string' } } } })
  @ApiResponse({ status: 304, description: 'Nothing new.' })
  async read(
    @Query() { after = '0', wait = '0' }: ReadFeed,
    @SignedIn() caller: Caller,
    @Reply() reply: FastifyReply,
    @Headers('if-none-match') known?: string,
  ): Promise<FeedAnswer | undefined> {
    const closed = new AbortController();
    reply.raw.once('close', () => closed.abort());
    const patience = { seconds: Number(wait), signal: closed.signal };
    const { entries, upTo } = await this.feed.read(caller, BigInt(after), patience);
    const next = String(upTo);
    const tagged = `"${next}-${entries.length}"`;
    void reply.header('ETag', tagged).header('Cache-Control', 'private, no-cache');
    if (known === tagged) {
      void reply.status(304);
      return undefined;
    }
    return { messages: entries.map(({ message }) => message), next };
  }
}

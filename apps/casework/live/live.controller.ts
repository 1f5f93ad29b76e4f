import type { Caller } from '#access/caller';
import { Pages } from '#casework/pages/pages';
import { SignIns } from '#casework/sign-in/sign-ins';
import { services, SignedIn, ToRead } from '#platform/access';
import { Changes } from '#read-models/changes';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PassThrough } from 'node:stream';

/** What changes at once is told at once. */
const TOGETHER_MS = 300;
/** How far the clocks of two machines may lie apart. */
const SKEW_MS = 2_000;
/** Often enough for whatever stands between to keep the connection; each time it is seen whether the session goes on. */
const BEAT_MS = 20_000;

/** Tells open pages that something of their service has changed: never what. Each then fetches what it shows anew. */
@Pages()
@Controller('live')
export class LiveController {
  constructor(
    private readonly changes: Changes,
    private readonly signIns: SignIns,
  ) {}

  /** `at`: when the page was made, in milliseconds since 1970; what changed since is told at once. */
  @Get()
  @ToRead(...services)
  live(
    @SignedIn() { organisation }: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('at') at?: string,
  ): void {
    const stream = new PassThrough();
    const say = (line: string) => void this.#say(request, stream, line);
    let telling: NodeJS.Timeout | undefined;
    const tell = () => {
      telling ??= setTimeout(() => {
        telling = undefined;
        say('data: changed\n\n');
      }, TOGETHER_MS);
    };
    const stop = this.changes.listen(organisation, tell);
    if (this.changes.mayHaveChanged(organisation, (Number(at) || 0) - SKEW_MS)) tell();
    const beat = setInterval(() => say(':\n\n'), BEAT_MS);
    stream.once('close', () => {
      stop();
      clearInterval(beat);
      clearTimeout(telling);
    });
    stream.write(':\n\n');
    void reply.headers({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).send(stream);
  }

  /** To nobody who has signed out meanwhile. */
  async #say(request: FastifyRequest, stream: PassThrough, line: string): Promise<void> {
    const goesOn = await this.signIns.goesOn(request).catch(() => false);
    if (!stream.writable) return;
    if (goesOn) stream.write(line);
    else stream.end();
  }
}

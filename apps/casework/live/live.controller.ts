import type { Caller } from '#access/caller';
import { Pages } from '#casework/pages/pages';
import { SignIns } from '#casework/sign-in/sign-ins';
import { civilDate } from '#pathway/calendar';
import { ledBy, type Reference } from '#pathway/reference';
import { everyKind, SignedIn, ToRead } from '#platform/access';
import { type Clock, CLOCK } from '#platform/clock';
import { REFERENCE } from '#platform/provided';
import { Changes } from '#read-models/changes';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
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
    @Inject(REFERENCE) private readonly reference: Reference,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `at`: when the page was made, in milliseconds since 1970; what changed since is told at once. */
  @Get()
  @ToRead(...everyKind)
  live(
    @SignedIn() caller: Caller,
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
    const codes = this.#codesOf(caller);
    const stops = codes.map((code) => this.changes.listen(code, tell));
    if (codes.some((code) => this.changes.mayHaveChanged(code, (Number(at) || 0) - SKEW_MS))) tell();
    const beat = setInterval(() => say(':\n\n'), BEAT_MS);
    stream.once('close', () => {
      for (const stop of stops) stop();
      clearInterval(beat);
      clearTimeout(telling);
    });
    stream.write(':\n\n');
    void reply.headers({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).send(stream);
  }

  /** What concerns somebody: their organisation, the areas that it answers for, and what is its kind's. */
  #codesOf({ organisation: code, kind }: Caller): readonly string[] {
    const partnership = ledBy(this.reference, code, civilDate(this.clock.now()));
    return [code, kind, ...(partnership?.authorities ?? [])];
  }

  /** To nobody who has signed out meanwhile. */
  async #say(request: FastifyRequest, stream: PassThrough, line: string): Promise<void> {
    const goesOn = await this.signIns.goesOn(request).catch(() => false);
    if (!stream.writable) return;
    if (goesOn) stream.write(line);
    else stream.end();
  }
}

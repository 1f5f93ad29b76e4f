import { Moment } from '#casework/fields/times';
import type { Instant } from '#pathway/decider';
import { ForEveryone } from '#platform/access';
import { RequestProblem } from '#platform/problem';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

export const DEVELOPMENT_CLOCK = Symbol('DevelopmentClock');

export class MoveClock {
  @Moment('the moment to move the clock to')
  to: Instant;
}

/** Moves the clock of a simulation. Nothing is there where the clock is the machine's own. */
@ApiExcludeController()
@Controller('development')
export class DevelopmentController {
  constructor(@Inject(DEVELOPMENT_CLOCK) private readonly clock: { readonly move?: (to: Instant) => Promise<void> }) {}

  @Post('clock')
  @ForEveryone()
  @HttpCode(204)
  async move(@Body() { to }: MoveClock): Promise<void> {
    if (!this.clock.move) throw new RequestProblem(404, 'NOT_FOUND', 'There is nothing here.');
    try {
      await this.clock.move(to);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RequestProblem(409, 'CLOCK_NEVER_RUNS_BACK', error.message);
    }
  }
}

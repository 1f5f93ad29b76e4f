import type { Instant } from '#pathway/decider';
import { ForEveryone } from '#platform/access';
import { RequestProblem } from '#platform/problem';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsString, Matches } from 'class-validator';

export const DEVELOPMENT_CLOCK = Symbol('DevelopmentClock');

export class MoveClock {
  @IsString()
  @Matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
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
    await this.clock.move(to);
  }
}

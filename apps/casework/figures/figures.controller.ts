import type { Caller } from '#access/caller';
import { Figures } from '#casework/figures/figures';
import type { Typed } from '#casework/forms/controls';
import { Pages } from '#casework/pages/pages';
import { everyKind, SignedIn, ToRead } from '#platform/access';
import { Controller, Get, Header, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What is counted. */
@Pages()
@Controller('figures')
export class FiguresController {
  constructor(private readonly figures: Figures) {}

  @Get()
  @ToRead(...everyKind)
  list() {
    return this.figures.list();
  }

  @Get(':key')
  @ToRead(...everyKind)
  one(@Param('key') key: string, @Query() typed: Typed, @SignedIn() caller: Caller, @Req() { url }: FastifyRequest) {
    return this.figures.one(caller, key, typed, new URL(url, 'http://any').search);
  }

  @Get(':key/figure.csv')
  @ToRead(...everyKind)
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="figure.csv"')
  file(@Param('key') key: string, @Query() typed: Typed, @SignedIn() caller: Caller) {
    return this.figures.file(caller, key, typed);
  }
}

import type { Caller } from '#access/caller';
import { BehindFigures } from '#casework/figures/behind-figures';
import { Figures } from '#casework/figures/figures';
import { PublishedFigures } from '#casework/figures/published-figures';
import { textAt, type Typed } from '#casework/forms/controls';
import { InstanceId } from '#casework/instance-id';
import { pageNumber } from '#casework/pages/page-number';
import { Pages } from '#casework/pages/pages';
import { everyKind, SignedIn, ToRead } from '#platform/access';
import { Body, Controller, Get, Header, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const CSV = 'text/csv; charset=utf-8';

/** What is counted, what was published of it, and what is behind it. */
@Pages()
@Controller('figures')
export class FiguresController {
  constructor(
    private readonly figures: Figures,
    private readonly published: PublishedFigures,
    private readonly behind: BehindFigures,
  ) {}

  @Get()
  @ToRead(...everyKind)
  list() {
    return this.figures.list();
  }

  @Get(':key')
  @ToRead(...everyKind)
  one(@Param('key') key: string, @Query() typed: Typed, @SignedIn() caller: Caller, @Req() { url }: FastifyRequest) {
    return caller.kind === 'analyst'
      ? this.figures.one(caller, key, typed, new URL(url, 'http://any').search)
      : this.published.ofMetric(caller, key, pageNumber(textAt(typed, 'page')));
  }

  @Get(':key/figure.csv')
  @ToRead('analyst')
  @Header('Content-Type', CSV)
  @Header('Content-Disposition', 'attachment; filename="figure.csv"')
  file(@Param('key') key: string, @Query() typed: Typed, @SignedIn() caller: Caller) {
    return this.figures.file(caller, key, typed);
  }

  @Get('published')
  @ToRead(...everyKind)
  publishedList(@Query('page') page: string | undefined) {
    return this.published.list(pageNumber(page));
  }

  @Get('published/:id')
  @ToRead(...everyKind)
  publishedOne(@Param('id', InstanceId) id: string, @SignedIn() caller: Caller) {
    return this.published.one(caller, id);
  }

  @Get('published/:id/figures.csv')
  @ToRead(...everyKind)
  @Header('Content-Type', CSV)
  @Header('Content-Disposition', 'attachment; filename="published.csv"')
  publishedFile(@Param('id', InstanceId) id: string) {
    return this.published.file(id);
  }

  @Get(':key/publish')
  @ToRead('analyst')
  check(@Param('key') key: string, @Query() typed: Typed, @SignedIn() caller: Caller) {
    return this.published.check(caller, key, typed);
  }

  @Post(':key/publish')
  @ToRead('analyst')
  publish(@Param('key') key: string, @Body() typed: Typed, @SignedIn() caller: Caller) {
    return this.published.publish(caller, key, typed);
  }

  @Get(':key/facts')
  @ToRead('analyst')
  facts(@Param('key') key: string, @Query() typed: Typed, @SignedIn() caller: Caller, @Req() { url }: FastifyRequest) {
    return this.behind.facts(caller, key, typed, new URL(url, 'http://any').search);
  }

  @Get(':key/facts.csv')
  @ToRead('analyst')
  @Header('Content-Type', CSV)
  @Header('Content-Disposition', 'attachment; filename="facts.csv"')
  factsFile(@Param('key') key: string, @Query() typed: Typed, @SignedIn() caller: Caller) {
    return this.behind.factsFile(caller, key, typed);
  }

  @Get(':key/similar')
  @ToRead('analyst')
  similar(@Param('key') key: string, @Query() typed: Typed, @SignedIn() caller: Caller) {
    return this.behind.similar(caller, key, typed);
  }
}

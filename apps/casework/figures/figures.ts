import type { Caller } from '#access/caller';
import { csv } from '#casework/figures/csv';
import { figureAsked, whereOf } from '#casework/figures/figure-form';
import { brokenDown, cellRows, rowsOf } from '#casework/figures/figure-rows';
import { Contexts } from '#casework/forms/contexts';
import type { Typed } from '#casework/forms/controls';
import type { MeasureMetric } from '#casework/metric/metric.requests';
import { Metrics } from '#casework/metric/metrics';
import { Page } from '#casework/pages/page';
import { Wording } from '#casework/pages/wording';
import type { Definition } from '#metrics/definition';
import { definitionOf, definitions } from '#metrics/definitions';
import type { Measure } from '#metrics/query';
import type { MetricAnswer } from '#metrics/metrics.handler';
import type { Reference } from '#pathway/reference';
import { notFound } from '#platform/problem';
import { REFERENCE } from '#platform/provided';
import { Inject, Injectable } from '@nestjs/common';

/** @throws RequestProblem 404 */
export function definedAs(key: string): Definition {
  const definition = definitionOf(key);
  if (!definition) throw notFound();
  return definition;
}

/** Figures as pages for analysts: what each counts, for whom and when, with its interval, its clocks and its limits. */
@Injectable()
export class Figures {
  constructor(
    private readonly metrics: Metrics,
    private readonly contexts: Contexts,
    private readonly wording: Wording,
    @Inject(REFERENCE) private readonly reference: Reference,
  ) {}

  list(): Page {
    return new Page('figures/figures', { title: 'Figures', metrics: definitions });
  }

  async one(caller: Caller, key: string, typed: Typed, search: string): Promise<Page> {
    const definition = definedAs(key);
    const { asked, questions, errors } = await figureAsked(definition, typed, this.contexts.ofNobody(caller));
    const shows = { title: definition.title, back: '/figures', ...{ definition, questions, errors } };
    if (!asked) return new Page('figures/figure', shows, 400);
    const [answer, releases] = await Promise.all([this.metrics.answer(key, asked), this.metrics.released(key, asked)]);
    const { measure, published } = answer;
    return new Page('figures/figure', {
      ...{ ...shows, asked, csv: `/figures/${key}/figure.csv${search}`, releases },
      links: this.#links(key, asked, search),
      where: whereOf(this.reference, asked),
      rows: rowsOf(definition, measure, published),
      breakdown: brokenDown(asked.breakdown),
      cells: this.#cells(measure, asked, search),
      ...{ asOf: measure.asOf, watermark: measure.watermark, baseline: measure.baseline },
    });
  }

  /** The same figures for a spreadsheet. @throws RequestProblem 404 for what is no metric, or asked in a way that means nothing */
  async file(caller: Caller, key: string, typed: Typed): Promise<string> {
    const definition = definedAs(key);
    const { asked } = await figureAsked(definition, typed, this.contexts.ofNobody(caller));
    if (!asked) throw notFound();
    return csv(this.#table(definition, asked, await this.metrics.answer(key, asked)));
  }

  #table(definition: Definition, asked: MeasureMetric, { measure, published }: MetricAnswer) {
    const clocks = [measure.asOf, asked.asKnownAt ?? measure.watermark?.recordedAt];
    const about = [definition.key, definition.version, asked.from, asked.to, whereOf(this.reference, asked), ...clocks];
    const head = ['metric', 'version', 'from', 'to', 'where', 'as_of', 'known_until', 'form', 'cell', 'numerator'];
    const { percentage } = published;
    const total = [published.numerator, published.denominator, percentage, published.lower, published.upper];
    const measured = [measure, ...(measure.cells ?? [])].map((one) => [
      ...about,
      ...['measured', 'cell' in one ? one.cell : ''],
      ...[one.numerator, one.denominator, one.proportion, one.lower, one.upper],
    ]);
    return [
      [...head, 'denominator', 'proportion', 'lower', 'upper'],
      ...measured,
      [...about, 'published', '', ...total],
    ];
  }

  /** The parts of a breakdown, each leading to the facts behind it. */
  #cells({ key, cells = [] }: Measure, { breakdown }: MeasureMetric, search: string) {
    const query = new URLSearchParams(search);
    return cellRows(cells, this.wording.named).map(({ code, ...row }) => {
      query.set('only', `${breakdown ?? ''}:${code}`);
      return { ...row, href: `/figures/${key}/facts?${query.toString()}` };
    });
  }

  /** What an analyst goes on to. Only what is known now is published. */
  #links(key: string, { area, asKnownAt, effectiveAt }: MeasureMetric, search: string) {
    const link = (path: string, text: string) => ({ href: `/figures/${key}/${path}${search}`, text });
    const isNow = asKnownAt === undefined && effectiveAt === undefined;
    const isCompared = this.reference.comparators.some((row) => row.area === area);
    return [
      link('facts', 'See the facts behind this figure'),
      ...(isCompared ? [link('similar', 'Compare with similar areas')] : []),
      ...(isNow ? [link('publish', 'Publish these figures')] : []),
    ];
  }
}

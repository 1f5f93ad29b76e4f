import type { Caller } from '#access/caller';
import { Staff } from '#casework/account/staff';
import { csv } from '#casework/figures/csv';
import { figureAsked, whereOf } from '#casework/figures/figure-form';
import { brokenDown, cellWords, publishedRow } from '#casework/figures/figure-rows';
import { definedAs } from '#casework/figures/figures';
import { confirming } from '#casework/forms/confirming';
import { Contexts } from '#casework/forms/contexts';
import type { Typed } from '#casework/forms/controls';
import type { PublishMetric } from '#casework/metric/metric.requests';
import { Metrics } from '#casework/metric/metrics';
import { midSentence } from '#casework/pages/fact-words';
import { Page, Redirect } from '#casework/pages/page';
import { Wording } from '#casework/pages/wording';
import type { Breakdown } from '#metrics/definition';
import { definitionOf } from '#metrics/definitions';
import type { Shown, Snapshot } from '#metrics/releases';
import { organisation, type Reference } from '#pathway/reference';
import { day } from '#pathway/spoken';
import { notFound, RequestProblem } from '#platform/problem';
import { REFERENCE } from '#platform/provided';
import { Inject, Injectable } from '@nestjs/common';

const ON_A_PAGE = 25;

/** Why figures may not be published, in words; undefined where something else is wrong. */
function whyNot(error: unknown): string | undefined {
  if (!(error instanceof RequestProblem)) return undefined;
  const [wrong] = error.more.validationErrors ?? [];
  return error.errorCode === 'WOULD_DISCLOSE' ? error.message : wrong?.message;
}

const publishedHref = (id: string): string => `/figures/published/${id}`;

/** Figures that were frozen as they were published: restatements never change them. */
@Injectable()
export class PublishedFigures {
  constructor(
    private readonly metrics: Metrics,
    private readonly contexts: Contexts,
    private readonly staff: Staff,
    private readonly wording: Wording,
    @Inject(REFERENCE) private readonly reference: Reference,
  ) {}

  /** Last published first. */
  async list(at: number): Promise<Page> {
    const { releases, ...turn } = await this.#listed(at);
    return new Page('figures/published-list', {
      ...{ title: 'Published figures', back: '/figures', here: '/figures/published', ...turn },
      releases: releases.map((release) => ({
        ...{ title: release.title, href: publishedHref(release.id), releasedAt: release.releasedAt },
        caption: this.#caption(release),
      })),
    });
  }

  /** What a metric counts, and what was published of it: of the reader's own area first. @throws RequestProblem 404 */
  async ofMetric({ organisation: code }: Caller, key: string, at: number): Promise<Page> {
    const definition = definedAs(key);
    const area = organisation(this.reference, code)?.partnership;
    const { releases, ...turn } = await this.#listed(at, { key, ...(area !== undefined && { area }) });
    return new Page('figures/published-list', {
      ...{ title: definition.title, back: '/figures', here: `/figures/${key}`, definition, ...turn },
      releases: releases.map((release) => ({
        title: this.#caption(release),
        href: publishedHref(release.id),
        releasedAt: release.releasedAt,
      })),
    });
  }

  async #listed(at: number, of: { readonly key?: string; readonly area?: string } = {}) {
    const found = await this.metrics.allReleased({ skip: (at - 1) * ON_A_PAGE, take: ON_A_PAGE + 1, ...of });
    return {
      releases: found.slice(0, ON_A_PAGE),
      ...{ previous: at > 1 ? at - 1 : undefined, next: found.length > ON_A_PAGE ? at + 1 : undefined },
    };
  }

  /** @throws RequestProblem 404 */
  async one(caller: Caller, id: string): Promise<Page> {
    const release = await this.#read(id);
    const called = await this.staff.called([release.releasedBy]);
    return new Page('figures/published', {
      ...{ title: release.title, back: '/figures/published', release, ...this.#figures(release) },
      by: caller.kind === 'analyst' ? called(release.releasedBy) : undefined,
      csv: `${publishedHref(id)}/figures.csv`,
    });
  }

  /** The same for a spreadsheet: what is suppressed is empty. @throws RequestProblem 404 */
  async file(id: string): Promise<string> {
    const release = await this.#read(id);
    const { key, version, from, to, releasedAt, breakdown, total, cells } = release;
    const head = ['metric', 'version', 'from', 'to', 'where', 'published_at', 'breakdown', 'cell', 'numerator'];
    const about = [key, version, from, to, whereOf(this.reference, release.scope), releasedAt, breakdown];
    return csv([
      [...head, 'denominator', 'proportion', 'lower', 'upper'],
      ...[{ cell: '', ...total }, ...cells].map(({ cell, numerator, denominator, percentage, lower, upper }) => [
        ...about,
        ...[cell, numerator, denominator, percentage, lower, upper],
      ]),
    ]);
  }

  /** What would be published, before it is; or why nothing is. */
  async check(caller: Caller, key: string, typed: Typed): Promise<Page> {
    const definition = definedAs(key);
    const asked = await this.#asked(caller, key, typed);
    const made = await this.metrics.released(key, asked);
    const same = made.find(({ breakdown }) => breakdown === (asked.breakdown ?? null));
    return new Page('figures/publish', {
      ...{ title: 'Publish these figures', back: `/figures/${key}`, definition, ...confirming(typed) },
      ...(same ? { already: publishedHref(same.id) } : await this.#preview(key, asked)),
    });
  }

  /** Freezes them; the same again is the one that was frozen. */
  async publish(caller: Caller, key: string, typed: Typed): Promise<Page | Redirect> {
    const asked = await this.#asked(caller, key, typed);
    try {
      const { id } = await this.metrics.release(key, asked, caller.user);
      return new Redirect(publishedHref(id));
    } catch (error) {
      if (whyNot(error) !== undefined) return this.check(caller, key, typed);
      throw error;
    }
  }

  async #preview(key: string, asked: PublishMetric) {
    try {
      return this.#figures(await this.metrics.preview(key, asked));
    } catch (error) {
      const refused = whyNot(error);
      if (refused === undefined) throw error;
      return { refused };
    }
  }

  /** Which they are: of when, of where, and by what they are broken down. */
  #caption({ from, to, scope, breakdown }: Shown): string {
    const broken = brokenDown((breakdown ?? undefined) as Breakdown | undefined);
    const whole = `${day(from)} to ${day(to)}, ${whereOf(this.reference, scope)}`;
    return broken === undefined ? whole : `${whole}, ${midSentence(broken)}`;
  }

  /** A table of them. */
  #figures(shown: Shown) {
    const { key, total, cells } = shown;
    return {
      isCount: definitionOf(key)?.count !== undefined,
      caption: this.#caption(shown),
      rows: [
        publishedRow('All', total),
        ...cells.map((one) => publishedRow(cellWords(one.cell, this.wording.named), one)),
      ],
    };
  }

  /** A release is of what is known now, whatever day the page before was of. @throws RequestProblem 404 */
  async #asked(caller: Caller, key: string, typed: Typed) {
    const { asked } = await figureAsked(definedAs(key), typed, this.contexts.ofNobody(caller));
    if (!asked) throw notFound();
    const { asKnownAt: _known, effectiveAt: _stood, ...now } = asked;
    return now;
  }

  async #read(id: string): Promise<Snapshot> {
    const release = await this.metrics.releasedAs(id);
    if (!release) throw notFound();
    return release;
  }
}

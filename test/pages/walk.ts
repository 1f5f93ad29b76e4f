import type { FormPage, Job } from '#casework/forms/job';
import { FIND } from '#casework/forms/person-pages';
import { asksWhenItHappened, type Question } from '#casework/forms/question';
import { REGISTER } from '#casework/forms/sending';
import { inTheFuture, nothingAnswered } from '#casework/forms/error-words';
import { barriersOn, CHECK, heading, type Way, ways } from '#test/pages/browser';
import { type Answers, answer, emptied, type Field, fieldsOn, isIn, standing, usual } from '#test/pages/fields';
import { isRequired, type Slip, slipsOf } from '#test/pages/form-errors';
import { type Hand, pointer } from '#test/pages/hands';
import { TOMORROW } from '#test/pages/rows/row';
import type { Page } from 'playwright-core';

/** An error that a form was seen to say. */
export interface Seen {
  readonly page: string;
  readonly question: string;
  readonly words: string;
}

export interface Walking {
  readonly page: Page;
  readonly job: Job;
  readonly way: Way;
  /** What is right is answered and sent with it. */
  readonly hand: Hand;
  readonly answers: Answers;
  /** What breaks a rule of a page whose answers are right otherwise, by the words of the rule. */
  readonly breaks: Readonly<Record<string, Answers>>;
  /** Whether errors are looked for, or what is right is answered at once. */
  readonly errors: boolean;
  /** The questions whose errors have been seen in this way: a page that has no other is not put wrong again. */
  readonly known: Set<string>;
  /** Every error that is seen is added. */
  readonly seen: Seen[];
}

interface Shown {
  readonly page: FormPage;
  readonly fields: readonly Field[];
  /** Its questions in the order in which they stand, those of options that are not chosen too. */
  readonly questions: readonly Question[];
}

interface Told {
  readonly question: Question;
  readonly words: string;
}

const PAGES_MOST = 12;

/** One job walked by somebody, a page at a time, with everything looked for that a page must be. */
export class Walk {
  /** What the last page must say, by question. */
  readonly #answered = new Map<string, string>();
  readonly #followed = new Set<string>();
  readonly #visited = new Set<string>();
  /** The right answers so far, by question. */
  readonly #right = new Map<string, string>();
  /** Which of the ways this is, so that each has its turn. */
  readonly #turn: number;

  constructor(private readonly on: Walking) {
    this.#turn = Object.keys(ways).indexOf(on.way);
  }

  /** From the page that stands to the last, which is to be checked. */
  async toCheck(errors = this.on.errors): Promise<void> {
    for (let pages = 0; pages < PAGES_MOST; pages += 1) {
      const title = await heading(this.on.page);
      if (title === CHECK) return;
      const shown = await this.#shown(title);
      const slips = errors && !shown.questions.every((question) => this.on.known.has(this.#name(shown, question)));
      if (slips) await this.#looksRight();
      if (slips) await this.#slip(shown);
      const right = await this.#answer(shown, slips);
      if (slips) for (const [broken, wrong] of this.#rulesOf(shown)) await this.#break(broken, wrong, shown, right);
      for (const question of slips ? shown.questions : []) this.on.known.add(this.#name(shown, question));
      await this.#goesOn();
    }
    throw new Error(`${this.on.job.path} does not come to an end: ${await heading(this.on.page)}`);
  }

  /** Every answer is named on the last page. */
  async checks(): Promise<void> {
    const { page } = this.on;
    await this.#looksRight();
    const said = await page.evaluate<[string, string][]>(
      `[...document.querySelectorAll('main .govuk-summary-list__row')].map((row) => ['dt', 'dd'].map((part) => row.querySelector(part).innerText.trim()))`,
    );
    for (const [ask, words] of this.#answered) expect(said).toContainEqual([ask, expect.stringContaining(words)]);
    expect(said.length).toBeGreaterThan(0);
  }

  /** Nothing is sent with each of these answers: the last page says why, and leads to the field. Then what is right stands again. */
  async isRefused(refusals: readonly (readonly [wrong: Answers, words: string])[]): Promise<void> {
    let before: readonly string[] = [];
    for (const [wrong, words] of refusals) {
      const ids = Object.keys(wrong);
      const samePages = this.#pagesOf(ids).join() === this.#pagesOf(before).join();
      if (!samePages) await this.#change(before);
      await this.#change(samePages ? [...before, ...ids] : ids, wrong);
      await this.sends();
      await this.saysAtTheEnd(words);
      before = ids;
    }
    await this.#change(before);
  }

  #pagesOf(ids: readonly string[]): readonly string[] {
    return this.on.job.pages
      .filter(({ path, questions }) => this.#visited.has(path) && questions.some(({ id }) => ids.includes(id)))
      .map(({ path }) => path);
  }

  /** What the pathway says on the last page; where it is about an answer, it leads there. */
  async saysAtTheEnd(words: string): Promise<void> {
    const { page, job } = this.on;
    const summary = page.locator('.govuk-error-summary__list');
    expect(await summary.innerText()).toBe(words);
    const link = summary.locator('a');
    if ((await link.count()) === 0) return void this.on.seen.push({ page: 'check', question: '', words });
    const target = (await link.getAttribute('href')) ?? '';
    await Promise.all([page.waitForURL((url) => url.href.endsWith(target)), link.click()]);
    const question = await this.#focused(target.split('#')[1] ?? '');
    this.on.seen.push({ page: 'check', question: question.id, words });
    const asks = ({ path, questions }: FormPage) =>
      target.includes(`/${path}#`) && questions.some(({ id }) => id === question.id);
    expect(job.pages.some(asks)).toBe(true);
  }

  sends(): Promise<void> {
    return this.on.hand.press(this.on.page, 'Record and send');
  }

  /** The confirmation. */
  async ends(done: string): Promise<void> {
    expect(await this.on.page.locator('main').innerText()).toContain(done);
    await this.#looksRight();
  }

  /** No barrier to anybody, and nothing that must be scrolled to sideways. */
  async #looksRight(): Promise<void> {
    if (this.on.errors) expect(await barriersOn(this.on.page)).toEqual([]);
  }

  async #shown(title: string): Promise<Shown> {
    const fields = await fieldsOn(this.on.page);
    const page = this.on.job.pages.find(({ title: own, questions: [first] }) => (own ?? first?.ask) === title);
    if (!page) throw new Error(`${this.on.job.path} has no page “${title}”.`);
    const place = (question: Question) => fields.findIndex((field) => isIn(question, field));
    const questions = page.questions.filter((question) => place(question) >= 0);
    return { page, fields, questions: questions.toSorted((one, other) => place(one) - place(other)) };
  }

  /** Nothing at all; then each answer wrong, in each way of another kind, also of what opens under each option. */
  async #slip(shown: Shown): Promise<void> {
    const { questions } = shown;
    const inner = questions.filter(({ under }) => under && questions.includes(under.question));
    const open = questions.filter((question) => !inner.includes(question));
    await this.#round(shown, {}, new Map());
    await this.#looksRight();
    const options = new Map(inner.map(({ under }) => [`${under?.question.id} ${under?.is}`, under]));
    for (const option of options.size === 0 ? [undefined] : options.values()) {
      const own = option
        ? inner.filter(({ under }) => under?.question === option.question && under.is === option.is)
        : [];
      const slips = new Map([...this.#slipsOf(open, this.#turn), ...this.#slipsOf(own, this.#turn - 1)]);
      if (option || slips.size > 0) await this.#round(shown, option ? { [option.question.id]: option.is } : {}, slips);
    }
  }

  /** Of each question the kind of wrong answer whose turn it is; nothing before the first. */
  #slipsOf(questions: readonly Question[], turn: number): readonly (readonly [Question, Slip])[] {
    if (turn < 0) return [];
    return questions.flatMap((question) => {
      const all = slipsOf(question).filter(
        ({ scriptless }) => scriptless === undefined || this.on.way === 'without JavaScript',
      );
      const slip = all[turn % all.length];
      return slip ? [[question, slip] as const] : [];
    });
  }

  /** Sends the page with these slips, these options, and nothing else. */
  async #round(shown: Shown, chosen: Answers, slips: ReadonlyMap<Question, Slip>): Promise<void> {
    const wrong = expected(shown, slips, chosen);
    if (wrong.length === 0) return;
    await emptied(this.on.page);
    for (const question of shown.questions) {
      const typed = chosen[question.id] ?? slips.get(question)?.typed;
      if (typed !== undefined) await answer({ page: this.on.page, hand: pointer }, question, typed, shown.fields);
    }
    await pointer.press(this.on.page, 'Continue');
    await this.#tells(shown, wrong);
  }

  /** Finding and describing the person are the same pages whatever the job. */
  #name({ page: { path } }: Shown, { id, command }: Question): string {
    return command === FIND || command === REGISTER ? id : `${this.on.job.path} ${path} ${id}`;
  }

  /** These errors and no others, at the top and beside the field, each leading to a field that takes the focus. */
  async #tells({ page }: Shown, wrong: readonly Told[]): Promise<void> {
    const told = await this.on.page.evaluate<[string, string][]>(
      `[...document.querySelectorAll('.govuk-error-summary a')].map((link) => [link.innerText, link.getAttribute('href').slice(1)])`,
    );
    const inOrder = page.questions.flatMap((question) => wrong.filter((one) => one.question === question));
    expect(told.map(([words]) => words)).toEqual(inOrder.map(({ words }) => words));
    expect(await this.on.page.title()).toMatch(/^Error: /);
    const beside = await this.on.page.evaluate<string[]>(
      `[...document.querySelectorAll('main .govuk-error-message')].map(({ id, innerText }) => id + ' ' + innerText)`,
    );
    for (const [index, [words, target]] of told.entries()) {
      const { question } = inOrder[index] as Told;
      this.on.seen.push({ page: page.path, question: question.id, words });
      expect(beside.find((one) => one.startsWith(`${question.id}-error `))).toContain(words);
      if (this.#followed.has(target)) continue;
      await this.on.page.locator(`.govuk-error-summary a[href="#${target}"]`).press('Enter');
      expect((await this.#focused(target)).id).toBe(question.id);
      this.#followed.add(target);
    }
  }

  /** The question whose field has the focus. */
  async #focused(id: string): Promise<Question> {
    const [active, name] = await this.on.page.evaluate<[string, string]>(
      '[document.activeElement.id, document.activeElement.name]',
    );
    expect(active).toBe(id);
    const fits = (question: Question) => isIn(question, { name });
    const found = this.on.job.pages.flatMap(({ questions }) => questions).find(fits);
    if (!found) throw new Error(`#${id} is no question of ${this.on.job.path}.`);
    return found;
  }

  /** Every question that stands open, with `wrong` in the place of what is right. Answers with what was typed. */
  async #answer(shown: Shown, empties: boolean, wrong: Answers = {}): Promise<ReadonlyMap<Question, string>> {
    const { page, fields, questions } = shown;
    const typed = new Map<Question, string>();
    for (const question of questions) {
      const { under, id } = question;
      if (under && questions.includes(under.question) && typed.get(under.question) !== under.is) continue;
      const right = this.#right.get(id) ?? this.on.answers[id] ?? usual(question, fields);
      if (wrong[id] === undefined) this.#right.set(id, right);
      typed.set(question, wrong[id] ?? right);
    }
    if (empties) await emptied(this.on.page);
    for (const [question, text] of typed) {
      if (!empties && text === standing(question, fields)) continue;
      const said = await answer(this.on, question, text, fields);
      if (question.command !== FIND) this.#answered.set(question.ask, said);
    }
    this.#visited.add(page.path);
    return typed;
  }

  async #goesOn(): Promise<void> {
    await this.on.hand.press(this.on.page, 'Continue');
    expect(await this.on.page.locator('.govuk-error-summary').count()).toBe(0);
  }

  /** What may be wrong though it is right by itself, and what is typed to make it so: of what has happened, tomorrow. */
  #rulesOf({ page, questions }: Shown): readonly (readonly [Told, Answers])[] {
    const happened = questions.filter(asksWhenItHappened);
    const own = (page.rules ?? []).filter(({ about }) => questions.includes(about));
    return [
      ...own.map(({ about, words }) => [{ question: about, words }, this.on.breaks[words] ?? {}] as const),
      ...happened.map((question) => {
        const { id, under } = question;
        const opened = under && questions.includes(under.question) ? { [under.question.id]: under.is } : {};
        return [
          { question, words: inTheFuture(question) },
          { ...opened, [id]: TOMORROW },
        ] as const;
      }),
    ];
  }

  async #break(broken: Told, wrong: Answers, shown: Shown, right: ReadonlyMap<Question, string>): Promise<void> {
    const isWrong = ({ id }: Question) => wrong[id] !== undefined;
    const changed = shown.questions.filter(isWrong);
    if (changed.length === 0) return;
    const by = { page: this.on.page, hand: pointer };
    for (const question of changed) await answer(by, question, wrong[question.id] ?? '', shown.fields);
    await by.hand.press(by.page, 'Continue');
    await this.#tells(shown, [broken]);
    for (const [question, typed] of right) if (isWrong(question)) await answer(by, question, typed, shown.fields);
  }

  /** Goes back to the pages of these questions, and answers them so; without `wrong`, rightly. */
  async #change(ids: readonly string[], wrong: Answers = {}): Promise<void> {
    const { page } = this.on;
    const at = new URL(page.url()).pathname.replace(/\/[^/]*$/, '');
    for (const path of this.#pagesOf(ids)) {
      if (new URL(page.url()).pathname !== `${at}/${path}`) await page.goto(`${at}/${path}`);
      await this.#answer(await this.#shown(await heading(page)), true, wrong);
      await this.#goesOn();
      await this.toCheck(false);
    }
  }
}

/** What the form must say where only these slips were typed, and these options chosen. */
function expected({ questions }: Shown, slips: ReadonlyMap<Question, Slip>, chosen: Answers): readonly Told[] {
  return questions.flatMap((question): readonly Told[] => {
    const { under, id } = question;
    const isClosed = under && questions.includes(under.question) && chosen[under.question.id] !== under.is;
    if (isClosed || chosen[id] !== undefined) return [];
    const slip = slips.get(question);
    if (slip) return [{ question, words: slip.says(question) }];
    return isRequired(question) ? [{ question, words: nothingAnswered(question) }] : [];
  });
}

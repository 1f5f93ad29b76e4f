import type { Caller } from '#access/caller';
import { Accounts, answersFor } from '#casework/account/accounts';
import { textAt, type Typed } from '#casework/forms/controls';
import { Page, Redirect } from '#casework/pages/page';
import { Pages } from '#casework/pages/pages';
import { type Kind, kinds } from '#messages/notices/notice';
import { type Choice, choices, type Choices } from '#messages/notices/recipients';
import { organisation, type Reference } from '#pathway/reference';
import { everyKind, services, SignedIn, ToRead } from '#platform/access';
import { REFERENCE } from '#platform/provided';
import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { isEmail } from 'class-validator';

const kindWords: Readonly<Record<Kind, string>> = {
  handover: 'Somebody is handed over to your service',
  question: 'Another service asks you something about a handover',
  answer: 'Your question is answered',
  accepted: 'A handover of yours is accepted',
  declined: 'A handover of yours is declined',
  late: 'A handover is late',
};

const choiceWords: Readonly<Record<Choice, string>> = {
  'at-once': 'At once',
  digest: 'Once a day, at 8am on working days',
  never: 'Not at all',
};

/** What somebody can ever be told of: who sees no people is told only that something is late. */
function kindsFor({ kind }: Caller): readonly Kind[] {
  if (kind === 'partnership-lead') return ['late'];
  return services.some((one) => one === kind) ? kinds : [];
}

const offered = ({ kind, roles }: Caller, about: Kind): readonly Choice[] =>
  about === 'late' && answersFor(kind, roles) ? choices.filter((choice) => choice !== 'never') : choices;

interface Wrong {
  readonly email?: string;
}

/** What somebody is told by e-mail, when and where. */
@Pages()
@Controller('account')
export class AccountController {
  constructor(
    private readonly accounts: Accounts,
    @Inject(REFERENCE) private readonly reference: Reference,
  ) {}

  @Get()
  @ToRead(...everyKind)
  async show(@SignedIn() caller: Caller, @Query('kept') kept: unknown) {
    const { email, choices: chosen } = await this.accounts.preferences(caller);
    return this.#page(caller, { email: email ?? '', chosen, kept: kept === 'yes' });
  }

  @Post()
  @ToRead(...everyKind)
  async keep(@SignedIn() caller: Caller, @Body() typed: Typed) {
    const email = textAt(typed, 'email');
    const before = await this.accounts.preferences(caller);
    const chosen = { ...before.choices, ...chosenIn(typed, caller) };
    if (email !== '' && !isEmail(email)) {
      const words = 'Enter an e-mail address, such as name@service.example, or leave it empty';
      return this.#page(caller, { email, chosen, wrong: { email: words } });
    }
    await this.accounts.prefer(caller, { email: email === '' ? null : email, choices: chosen });
    return new Redirect('/account?kept=yes');
  }

  async #page(caller: Caller, shown: { email: string; chosen: Choices; kept?: boolean; wrong?: Wrong }) {
    const { email, chosen, kept = false, wrong = {} } = shown;
    const { issuerEmail } = await this.accounts.preferences(caller);
    const questions = kindsFor(caller).map((kind) => ({
      ...{ kind, words: kindWords[kind] },
      items: offered(caller, kind).map((value) => ({
        ...{ value, text: choiceWords[value] },
        checked: chosen[kind] === value,
      })),
    }));
    const shows = {
      title: 'What you are told by e-mail',
      ...{ questions, email, issuerEmail, kept, wrong, sendsBy: await this.accounts.sendsBy() },
      mailbox: organisation(this.reference, caller.organisation)?.mailbox,
      errors: wrong.email === undefined ? [] : [{ text: wrong.email, href: '#email' }],
    };
    return new Page('account/account', shows, wrong.email === undefined ? 200 : 400);
  }
}

/** What is not offered is not chosen: what was chosen before stands. */
function chosenIn(typed: Typed, caller: Caller): Partial<Choices> {
  const each = kindsFor(caller).flatMap((kind) => {
    const choice = offered(caller, kind).find((one) => one === textAt(typed, kind));
    return choice ? [[kind, choice] as const] : [];
  });
  return Object.fromEntries(each);
}

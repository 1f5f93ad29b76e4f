import { answered, RecordedAnswer } from '#casework/answer';
import { DocumentedCommand } from '#casework/documented';
import { Enveloped } from '#casework/envelope';
import { InstanceId } from '#casework/instance-id';
import { correctionOf, plain, stepOf } from '#casework/step-requests';
import {
  type Answer,
  ArrestTestStep,
  type Envelope,
  HandoverStep,
  LiaisonReferralStep,
  PersonStep,
  PrisonReleaseStep,
  type RegisterPerson,
  TreatmentRequirementStep,
  TreatmentStep,
} from '#commands/step';
import type { ArrestTestCommand } from '#pathway/arrest-test';
import type { HandoverCommand } from '#pathway/handover';
import type { LiaisonReferralCommand } from '#pathway/liaison-referral';
import type { PersonCommand } from '#pathway/person';
import type { PrisonReleaseCommand } from '#pathway/prison-release';
import type { StageName } from '#pathway/stages';
import type { TreatmentRequirementCommand } from '#pathway/treatment-requirement';
import type { TreatmentCommand } from '#pathway/treatment';
import { ToRecord } from '#platform/access';
import { applyDecorators, Body, HttpCode, Param, Post, Res, type Type } from '@nestjs/common';
import type { Command, CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

type CommandNamed<C, Do> = C extends { do: infer Named } ? (Do extends Named ? C : never) : never;
/** The fields of a command, as a request takes them. */
export type Takes<C, Do> = Omit<CommandNamed<C, Do>, 'do'>;

interface CommandsOf {
  person: Exclude<PersonCommand, { do: 'register person' }> | RegisterPerson;
  'arrest-test': ArrestTestCommand;
  'liaison-referral': LiaisonReferralCommand;
  'treatment-requirement': TreatmentRequirementCommand;
  'prison-release': PrisonReleaseCommand;
  treatment: TreatmentCommand;
  handover: HandoverCommand;
}

/** Nobody asks for these: the journey and the worker record them. */
type JourneysOwn = 'recognise person' | 'open from notification' | 'request handover' | 'take up' | 'escalate';

/** These open an instance; an assessment may be made again, and a contact is also recorded of somebody in treatment. */
type Opening =
  | 'register person'
  | 'request test'
  | 'refer to liaison'
  | 'assess suitability'
  | 'plan release'
  | 'start treatment'
  | 'record contact';
type OnlyOpening = Exclude<Opening, 'assess suitability' | 'record contact'>;

type Named<Stage extends StageName> = Exclude<CommandsOf[Stage]['do'], JourneysOwn>;
type Takers<Stage extends StageName, Do> = { readonly [One in Do & string]: Type<Takes<CommandsOf[Stage], One>> };

/** Every command of a stage has a request, or this does not compile. */
export interface StageRequests<Stage extends StageName> {
  /** The commands that open an instance. */
  readonly opens: Takers<Stage, Extract<Named<Stage>, Opening>>;
  /** The commands that act on one. */
  readonly acts: Takers<Stage, Exclude<Named<Stage>, OnlyOpening>>;
  /** Where a command opens an instance that is not the stage's own. */
  readonly paths?: { readonly [Do in Extract<Named<Stage>, Opening>]?: string };
  /** Commands that nothing corrects. */
  readonly final?: readonly Named<Stage>[];
}

type Step = new (instance: string | undefined, command: never, envelope: Envelope) => Command<Answer>;

export const steps: Readonly<Record<StageName, Step>> = {
  person: PersonStep,
  'arrest-test': ArrestTestStep,
  'liaison-referral': LiaisonReferralStep,
  'treatment-requirement': TreatmentRequirementStep,
  'prison-release': PrisonReleaseStep,
  treatment: TreatmentStep,
  handover: HandoverStep,
};

interface Recorder {
  readonly commands: CommandBus;
}

interface Route {
  readonly kind: 'open' | 'act' | 'correct';
  readonly stage: StageName;
  readonly command: string;
  readonly path: string;
  readonly takes: Type<object>;
  /** The command opened the instance in the first place. */
  readonly again?: boolean;
}

const kebab = (command: string) => command.replaceAll(' ', '-');
const sentence = (words: string) => `${words[0]?.toUpperCase()}${words.slice(1)}`;

function stepFrom(route: Route, id: string | undefined, request: object, sent: Envelope): Command<Answer> {
  const Step = steps[route.stage];
  const { occurredAt, corrects, why, ...fields } = plain(request);
  const command = { do: route.command, ...fields };
  const when = occurredAt === undefined ? {} : { occurredAt };
  return route.kind === 'correct'
    ? new Step(id, { do: 'correct', corrects, why, ...when, as: command } as never, sent)
    : new Step(id, command as never, { ...sent, ...when });
}

function handling(route: Route) {
  return async function (this: Recorder, ...[request, sent, reply, id]: [object, Envelope, FastifyReply, string?]) {
    const answer = await this.commands.execute(stepFrom(route, id, request, sent));
    if (route.kind === 'open') void reply.header('Location', `/${answer.stage}/${answer.id}`);
    return answered(answer, reply);
  };
}

const summaries: Readonly<Record<Route['kind'], (command: string) => string>> = {
  open: sentence,
  act: sentence,
  correct: (command) => `Correct what was recorded: ${command}`,
};

/** How Nest sees the route: what is said with decorators where a method is written by hand. */
function decorate(route: Route): MethodDecorator {
  const { kind, stage, command, path, again } = route;
  const status = kind === 'open' ? 201 : 200;
  const id = [stage, ...path.split('/').filter((part) => part !== '' && part !== ':id')];
  return applyDecorators(
    Post(path),
    HttpCode(status),
    ToRecord(stage, command),
    ApiOperation({
      operationId: [
        ...new Set([...id, ...(kind === 'open' ? [kebab(command)] : []), ...(again ? ['again'] : [])]),
      ].join('-'),
      summary: summaries[kind](again ? `${command} again` : command),
      tags: [stage],
    }),
    ...(kind === 'open' ? [] : [ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })]),
    ApiResponse({
      status,
      type: RecordedAnswer,
      description: 'Recorded.',
      headers: {
        ETag: { description: 'The revision.', schema: { type: 'string' } },
        ...(kind === 'open' && { Location: { description: 'What was opened.', schema: { type: 'string' } } }),
      },
    }),
    DocumentedCommand(),
  );
}

function addRoute(controller: object, route: Route): void {
  const name = `${route.kind} ${route.command}`.replace(/[ -](\w)/g, (_all, letter: string) => letter.toUpperCase());
  const handler = Object.defineProperty(handling(route), 'name', { value: name });
  const descriptor = { value: handler, configurable: true, writable: true, enumerable: false };
  Object.defineProperty(controller, name, descriptor);
  Reflect.defineMetadata('design:paramtypes', [route.takes, Object, Object, String], controller, name);
  Body()(controller, name, 0);
  Enveloped()(controller, name, 1);
  Res({ passthrough: true })(controller, name, 2);
  if (route.kind !== 'open') Param('id', InstanceId)(controller, name, 3);
  decorate(route)(controller, name, descriptor);
}

interface Requests {
  readonly opens: Readonly<Record<string, Type<object>>>;
  readonly acts: Readonly<Record<string, Type<object>>>;
  readonly paths?: Readonly<Record<string, string>>;
  readonly final?: readonly string[];
}

const requests = new Map<StageName, Requests>();

/** The request of a step; undefined where nobody asks for it. */
export function requestFor(stage: StageName, command: string): Type<object> | undefined {
  const of = requests.get(stage);
  return of?.opens[command] ?? of?.acts[command];
}

/** Whether what the command recorded may be corrected, by whoever may record it. */
export const isCorrectable = (stage: StageName, command: string): boolean =>
  requestFor(stage, command) !== undefined && !requests.get(stage)?.final?.includes(command);

function routesOf(stage: StageName, { opens, acts, paths = {}, final = [] }: Requests): Route[] {
  const correctable = Object.entries({ ...opens, ...acts }).filter(([command]) => !final.includes(command));
  return [
    ...Object.entries(opens).map(([command, Request]): Route => ({
      kind: 'open',
      stage,
      command,
      path: paths[command] ?? '',
      takes: stepOf(Request),
    })),
    ...Object.entries(acts).map(([command, Request]): Route => ({
      kind: 'act',
      stage,
      command,
      path: `:id/${kebab(command)}`,
      takes: stepOf(Request),
      again: command in opens && !(command in paths),
    })),
    ...correctable.map(([command, Request]): Route => ({
      kind: 'correct',
      stage,
      command,
      path: `:id/${kebab(command)}/correction`,
      takes: correctionOf(Request),
    })),
  ];
}

/** Gives a controller a route for every command of its stage, and one that corrects what the command recorded. */
export const Records =
  <Stage extends StageName>(stage: Stage, of: StageRequests<Stage>) =>
  (controller: new (...given: never[]) => Recorder): void => {
    requests.set(stage, of as unknown as Requests);
    for (const route of routesOf(stage, of as unknown as Requests)) addRoute(controller.prototype as object, route);
  };

import { contractOf, type MessageType } from '#messages/contracts';
import { part } from '#messages/fields';
import { inboundContractOf, type InboundType, inboundTypes } from '#messages/inbound/contracts';
import { outgoing } from '#messages/outbound';
import type { Requested } from '#pathway/handover/state';
import type { Reference } from '#pathway/reference';
import { type StageName, stageNames } from '#pathway/stages';
import { accessView } from '#read-models/access';
import { analyticsView } from '#read-models/analytics/view';
import { dutyView } from '#read-models/duty';
import { handoverView } from '#read-models/handover';
import { peopleView } from '#read-models/people';
import { releaseView } from '#read-models/release';
import { timelineView } from '#read-models/timeline';
import { listensTo, type View } from '#read-models/view';
import { factOf, personalOf, type Sample, samples } from '#test/history/samples';
import ts from 'typescript';

const ID = '0a5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c11';
const handover = {
  ...{ id: ID, status: 'requested', personId: ID, purpose: 'release', sender: 'prison-brookvale' },
  ...{ receiver: 'provider-riverside', copiedTo: [], requests: [] },
} as unknown as Requested & { id: string };

/** What each fact is, as the pathway's own source says it: its docstring, fields and their types. */
interface Declared {
  readonly about: string;
  readonly fields: readonly string[];
}

function declared(stage: StageName): ReadonlyMap<string, Declared> {
  const file = `libs/pathway/${stage}.ts`;
  const source = ts.createSourceFile(file, ts.sys.readFile(file) ?? '', ts.ScriptTarget.Latest, true);
  const found = new Map<string, Declared>();
  for (const statement of source.statements) {
    if (!ts.isTypeAliasDeclaration(statement) || !ts.isTypeReferenceNode(statement.type)) continue;
    const [name, fields] = statement.type.typeArguments ?? [];
    if (statement.type.typeName.getText() !== 'Fact' || !name) continue;
    found.set(statement.name.text, { about: aboutOf(statement), fields: fieldsOf(fields) });
  }
  return found;
}

const aboutOf = (statement: ts.Statement): string =>
  ts
    .getJSDocCommentsAndTags(statement)
    .map(({ comment }) => (typeof comment === 'string' ? comment : ''))
    .join(' ')
    .replace(/\s+/g, ' ');

const fieldsOf = (fields: ts.TypeNode | undefined): readonly string[] => {
  if (!fields) return [];
  if (!ts.isTypeLiteralNode(fields)) return [`as in \`${fields.getText().replace(/\s+/g, ' ')}\``];
  return fields.members.flatMap((member) =>
    ts.isPropertySignature(member) ? [`\`${member.name.getText()}${member.questionToken ? '?' : ''}\``] : [],
  );
};

/** The messages that a sample of a fact, whatever its level, is told by. */
function messagesOf(sample: Sample): readonly MessageType[] {
  const levels = sample.type === 'HandoverEscalated' ? [1, 2, 3] : [undefined];
  const types = levels.map((level) => {
    const data = level === undefined ? sample.data : { ...sample.data, level, told: 'sro-liverpool' };
    const { stage } = sample;
    const told = {
      ...{ fact: factOf({ ...sample, data }), id: ID, stage, instance: ID, revision: 0n, position: 1n },
      ...{ recordedAt: '2026-03-02T09:00:00Z', personId: ID, organisation: 'throughcare', user: 'journey' },
    };
    const around = stage === 'handover' ? handover : { episode: ID, handed: ['provider-riverside'] };
    return outgoing(told, around, ID)?.message.type as MessageType | undefined;
  });
  return [...new Set(types.filter((type) => type !== undefined))];
}

function secrecy(field: string, personal: readonly string[]): string {
  const name = field.replace(/[`?]/g, '');
  if (personal.includes(name)) return ' (encrypted)';
  return personal.some((path) => path.startsWith(`${name}.`)) ? ' (encrypted in part)' : '';
}

const viewsOf = (stage: StageName, type: string, views: readonly View[]): string =>
  views
    .filter((view) => listensTo(view, stage, type))
    .map(({ name }) => name)
    .join(', ') || 'none';

const cell = (text: string) => text.replaceAll('|', '\\|');

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

/** The steps that the examples of a message become: one for each reason it may give. */
function stepsOf(type: InboundType): readonly string[] {
  const { fields, step } = inboundContractOf(type);
  const reasons = (fields['reason']?.schema['enum'] ?? [undefined]) as readonly unknown[];
  const steps = reasons.map((reason) => {
    const { stage, command } = step({ ...part(fields).example, reason } as never, { personId: ID, dateOfBirth: '' });
    return `\`${stage}\`: ${command.do}`;
  });
  return [...new Set(steps)];
}

function section(stage: StageName, views: readonly View[]): string {
  const rows = [...declared(stage)].map(([type, { about, fields }]) => {
    const sample = samples.find((one) => one.type === type);
    const messages = sample ? messagesOf(sample) : [];
    const personal = sample ? personalOf(sample) : [];
    const said = fields.map((field) => `${field}${secrecy(field, personal)}`).join(', ') || 'none';
    const told = messages.map((message) => `\`${message}\``).join(', ') || 'private';
    return [`\`${type}\``, about, said, viewsOf(stage, type, views), told];
  });
  return [`## \`${stage}\``, table(['fact', 'what happened', 'fields', 'views', 'message'], rows)].join('\n\n');
}

/** Every fact: what it says, which views keep something of it, and by which message it is told. As Markdown. */
export function catalogue(reference: Reference): string {
  const views = [
    timelineView,
    peopleView,
    accessView(reference),
    handoverView(reference),
    releaseView,
    dutyView(reference),
    analyticsView(reference),
  ];
  const types = [...new Set(samples.flatMap(messagesOf))].sort();
  return [
    '# Events',
    'Generated from the facts, the views and the contracts. Every fact also has `type` and `occurredAt`. Any may be followed by one of the same name with `Corrected`: it carries the whole fact as it should have read, and is told by the same message, which names what it corrects.',
    ...stageNames.map((stage) => section(stage, views)),
    '## Messages',
    types.map((type) => `- \`${type}\`: ${contractOf(type).summary}`).join('\n'),
    '## Messages that are taken',
    table(
      ['message', 'what it says', 'told by', 'the step it becomes'],
      inboundTypes.map((type) => {
        const { summary, sender } = inboundContractOf(type);
        return [`\`${type}\``, summary, sender, stepsOf(type).join(', ')];
      }),
    ),
    '',
  ].join('\n\n');
}

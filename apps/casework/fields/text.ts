import { type Field, field, isText } from '#casework/fields/field';
import type { Residence } from '#pathway/person';
import { stageNames } from '#pathway/stages';

const hasControls = /[\p{Cc}--[\n\r\t]]/v;

/** Plain words, trimmed, of at most `most` characters. */
export const Words = (most: number, label: string, options?: Field) =>
  field(
    label,
    {
      code: 'NOT_WORDS',
      control: { type: most > 200 ? 'words' : 'text' },
      accepts: (value) =>
        isText(value) && value.length > 0 && value.length <= most && value.isWellFormed() && !hasControls.test(value),
      as: `in words, at most ${most} characters`,
      schema: { type: String, minLength: 1, maxLength: most },
      read: (value) => value.trim(),
    },
    options,
  );

/** A code of ours or of a register: exactly what the pattern takes. */
const Code = (
  kind: { code: string; pattern: RegExp; as: string; example: string; read?: (value: string) => string },
  label: string,
  options?: Field,
) =>
  field(
    label,
    {
      code: kind.code,
      control: { type: 'text' },
      accepts: (value) => isText(value) && kind.pattern.test(value),
      as: kind.as,
      schema: { type: String, pattern: kind.pattern.source, example: kind.example },
      read: kind.read ?? ((value) => value.trim()),
    },
    options,
  );

/** Whether an organisation of this code exists is for the pathway to say. */
export const OrganisationCode = (label: string, options?: Field) =>
  Code(
    {
      code: 'NOT_AN_ORGANISATION_CODE',
      pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      as: 'as a code of the directory, such as provider-riverside',
      example: 'provider-riverside',
    },
    label,
    options,
  );

export const Uuid = (label: string, options?: Field) =>
  Code(
    {
      code: 'NOT_AN_ID',
      pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      as: 'as an id that Throughcare gave',
      example: '6f1c1a52-3f0e-5d0b-9a55-0d5b6b1b7c11',
    },
    label,
    options,
  );

/** Custody record numbers are each force's own: https://www.legislation.gov.uk/ukpga/1984/60 prescribes no form. */
export const CustodyRecord = (label: string, options?: Field) =>
  Code(
    {
      code: 'NOT_A_CUSTODY_RECORD',
      pattern: /^[A-Z0-9][A-Z0-9 ./_-]{0,39}$/,
      as: 'in letters, digits, strokes and hyphens',
      example: '05/BD/000123/26',
      read: (value) => value.trim().toUpperCase(),
    },
    label,
    options,
  );

export const OffenceCode = (label: string, options?: Field) =>
  Code(
    {
      code: 'NOT_AN_OFFENCE_CODE',
      pattern: /^[A-Za-z0-9][A-Za-z0-9()/.-]{1,29}$/,
      as: 'as a code, such as TA68-1',
      example: 'TA68-1',
    },
    label,
    options,
  );

/** The position of an answer, in a query. */
export const Position = (label: string) =>
  Code({ code: 'NOT_A_POSITION', pattern: /^\d{1,18}$/, as: 'as a command answered it', example: '1041' }, label, {
    optional: true,
  });

/** A local authority, a partnership, a region or a country. */
export const AreaCode = (label: string) =>
  Code(
    {
      code: 'NOT_AN_AREA',
      pattern: /^([EW]\d{8}|[a-z][a-z0-9-]{2,60})$/,
      as: 'such as E08000012',
      example: 'E08000012',
    },
    label,
    { optional: true },
  );

/** One cell of a breakdown: `sex:female`. */
export const CellName = (label: string) =>
  Code(
    {
      code: 'NOT_A_CELL',
      pattern: /^[a-z-]{3,30}:[\w .,&()-]{1,60}$/,
      as: 'such as sex:female',
      example: 'sex:female',
    },
    label,
    { optional: true },
  );

export const MemberName = (label: string) =>
  Code(
    { code: 'NOT_A_MEMBER', pattern: /^[\w:-]{1,200}$/, as: 'as the answer before named it', example: 'next' },
    label,
    { optional: true },
  );

/** A stage and one of its instances: `arrest-test:<id>`. */
export const EpisodeName = (label: string, options?: Field) =>
  Code(
    {
      code: 'NOT_AN_EPISODE',
      pattern: new RegExp(`^(${stageNames.join('|')}):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
      as: 'as a stage and an id, such as arrest-test:6f1c1a52-3f0e-5d0b-9a55-0d5b6b1b7c11',
      example: 'arrest-test:6f1c1a52-3f0e-5d0b-9a55-0d5b6b1b7c11',
    },
    label,
    options,
  );

export const FactType = (label: string) =>
  Code(
    { code: 'NOT_A_FACT', pattern: /^[A-Z][A-Za-z]{2,60}$/, as: 'such as SampleTaken', example: 'SampleTaken' },
    label,
  );

/** Check digits are the pathway's to judge. */
export const Identifier = (label: string, example: string) =>
  Code(
    { code: 'NOT_AN_IDENTIFIER', pattern: /^[A-Za-z0-9][A-Za-z0-9 /]{3,19}$/, as: `such as ${example}`, example },
    label,
    { optional: true },
  );

export const OrganisationUser = (label: string, options?: Field) =>
  Code(
    {
      code: 'NOT_A_USER',
      pattern: /^[A-Za-z0-9][A-Za-z0-9._@-]{1,99}$/,
      as: 'as the name used to sign in',
      example: 'a.okafor',
    },
    label,
    options,
  );

const elsewhere: readonly Residence[] = ['no-fixed-abode', 'not-known'];
const authority = /^(E0[6-9]|E10|W06)\d{6}$/;

export const LivesIn = (label: string, options?: Field) =>
  field(
    label,
    {
      code: 'NOT_A_RESIDENCE',
      control: { type: 'text' },
      accepts: (value) => isText(value) && (elsewhere.includes(value) || authority.test(value)),
      as: `as the code of a local authority, such as E08000012, or as ${elsewhere.join(' or ')}`,
      schema: { type: String, pattern: `${authority.source}|^(${elsewhere.join('|')})$`, example: 'E08000012' },
    },
    options,
  );

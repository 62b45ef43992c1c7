import { asWritten, type Message, message } from '../../messages/message.ts';
import type { ChangeKind } from '../decisions/change.ts';
import { lineMissing, lineNew } from './document.ts';
import { fieldValue, lineFields, sameField, yesOrNo } from '../decisions/line-fields.ts';
import type { ApprovedSnapshot, CompanySnapshot, SourceSnapshot } from '../decisions/snapshot.ts';

/** Everything that differs, except what the change itself changes of the line: see `changeMove`. */
export function snapshotDifferences(
  approved: ApprovedSnapshot,
  now: ApprovedSnapshot,
  change: ChangeKind = 'set-quantity',
): readonly Message[] {
  const differences = [...sourceDifferences(approved.line, now.line, changedFields[change], difference)];
  for (const field of agreementFields) {
    if (approved.agreement[field] === undefined || approved.agreement[field] === now.agreement[field])
      continue;
    differences.push(
      difference(
        message(`write-back.field.${agreementNames[field]}`),
        agreementValue(approved.agreement, field),
        agreementValue(now.agreement, field),
      ),
    );
  }
  if (now.company !== undefined) differences.push(...companyDifferences(approved, now.company));
  const before = new Map(approved.neighbors.map((source) => [source.psaLineId, source]));
  for (const neighbor of now.neighbors) {
    const known = before.get(neighbor.psaLineId);
    before.delete(neighbor.psaLineId);
    differences.push(
      ...(known === undefined
        ? [lineNew(neighbor.psaLineId, neighbor.quantity)]
        : sourceDifferences(known, neighbor, [], differenceOf(neighbor.psaLineId))),
    );
  }
  for (const gone of before.values()) differences.push(lineMissing(gone.psaLineId, gone.quantity));
  return differences;
}

type Difference = (field: Message, before: Message, after: Message) => Message;

const difference: Difference = (field, before, after) =>
  message('write-back.difference', { field, before, after });

const differenceOf =
  (line: string): Difference =>
  (field, before, after) =>
    message('write-back.difference-of-line', { field, line, before, after });

/** What differs of the company that an agreement is for; nothing where the approval did not know it. */
export function companyDifferences(
  { company: approved }: Pick<ApprovedSnapshot, 'company'>,
  now: CompanySnapshot,
): readonly Message[] {
  if (approved === undefined) return [];
  const differences: Message[] = [];
  const billed = ({ billToCompanyId: id }: CompanySnapshot): Message =>
    id === null ? message('write-back.value.company-itself') : companyValue(id);
  if (approved.deleted !== now.deleted)
    differences.push(
      difference(
        message('write-back.field.company-deleted'),
        yesOrNo(approved.deleted),
        yesOrNo(now.deleted),
      ),
    );
  if (approved.billToCompanyId !== now.billToCompanyId)
    differences.push(difference(message('write-back.field.company-billed'), billed(approved), billed(now)));
  return differences;
}

export const changedSinceApproval = (differences: readonly Message[]): Message =>
  message('write-back.changed-since-approval', { differences });

const none = message('write-back.value.none');
const companyValue = (id: string): Message => message('write-back.value.company', { companyId: id, id });

function agreementValue(agreement: ApprovedSnapshot['agreement'], field: AgreementField): Message {
  const { typeId, typeName } = agreement;
  const value = agreement[field];
  if (value === null || value === undefined) return none;
  if (typeof value === 'boolean') return yesOrNo(value);
  switch (field) {
    case 'companyId':
      return companyValue(value);
    case 'parentAgreementId':
      return fieldValue('agreementId', value);
    case 'typeId':
      return typeName == null
        ? asWritten(value)
        : message('write-back.value.type', { name: typeName, id: typeId ?? value });
    case 'endDate':
      return message('write-back.value.day', { day: value });
    case 'billsIn':
      return message(value === 'advance' ? 'write-back.value.advance' : 'write-back.value.arrears');
    default:
      return asWritten(value);
  }
}

/** Each with the end of the ID of its name. */
const agreementNames = {
  companyId: 'agreement-company',
  parentAgreementId: 'agreement-parent',
  status: 'agreement-status',
  canceled: 'agreement-canceled',
  endDate: 'agreement-end-date',
  billingCycle: 'agreement-billing-cycle',
  typeId: 'agreement-type',
  billsIn: 'billed-in',
} as const;
type AgreementField = keyof typeof agreementNames;
const agreementFields = Object.keys(agreementNames) as readonly AgreementField[];

const sourceNames = { ...lineFields, currency: 'currency', live: 'live' } as const;
type ComparedField = keyof typeof sourceNames;

/** Whether it bills follows from its dates. */
const changedFields = {
  'set-quantity': ['quantity'],
  'create-line': ['quantity', 'live'],
  'end-line': ['quantity', 'cancelledDate', 'live'],
  'reopen-line': ['quantity', 'cancelledDate', 'live'],
} as const satisfies Readonly<Record<ChangeKind, readonly ComparedField[]>>;

function sourceDifferences(
  approved: SourceSnapshot,
  now: SourceSnapshot,
  but: readonly ComparedField[],
  as: Difference,
): readonly Message[] {
  return (Object.entries(sourceNames) as [ComparedField, (typeof sourceNames)[ComparedField]][]).flatMap(
    ([field, name]) => {
      const isCompared =
        !but.includes(field) &&
        (field !== 'currency' || (approved.currency !== undefined && now.currency !== undefined));
      return !isCompared || sameField(field, textOf(approved[field]), textOf(now[field]))
        ? []
        : [
            as(
              message(`write-back.field.${name}`),
              fieldValue(field, approved[field]),
              fieldValue(field, now[field]),
            ),
          ];
    },
  );
}

const textOf = (value: string | boolean | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

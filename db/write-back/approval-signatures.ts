import { sql } from 'kysely';
import { stepsOnRecord } from '../../domain/reconciliation/audit-trail.ts';
import { ruleVersion } from '../../domain/rule-version.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import { liveStates } from '../../domain/decisions/approval.ts';
import {
  canonicalApproval,
  type SignedApproval,
  signedForm,
} from '../../domain/decisions/signed-approval.ts';
import { type Message, message } from '../../messages/message.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { among } from '../driver/one-of.ts';
import { batchesOf } from '../driver/batches.ts';
import { isSameMac, type KeyRing } from '../secrets/key-ring.ts';

/**
 * Signatures of approved lines: made by the API when a person approves, looked at by a worker before anything is sent.
 * Whoever has the database alone can neither change an approved line nor add one, since the key is not in it
 * (architecture.md 11).
 */

const macOf = (keyRing: KeyRing, text: string): string =>
  keyRing.sign(`${text}|v${keyRing.version}`, 'approval');

/** Stores the signatures of lines that are stored in the same transaction, which has asked for the current key. */
export async function signApprovals(
  tx: Tx,
  keyRing: KeyRing,
  lines: readonly SignedApproval[],
): Promise<void> {
  const signatures = lines.map((line) => {
    const form = signedForm(line);
    const text = canonicalApproval(line, form);
    if (text === null) throw new Error('new approvals are signed in a form that is not defined');
    const { tenantId, id: approvalLineId } = line;
    return {
      tenantId,
      approvalLineId,
      form,
      keyVersion: keyRing.version,
      mac: macOf(keyRing, text),
    };
  });
  await Promise.all(
    batchesOf(signatures, 500).map((slice) => tx.insertInto('approvalSignature').values(slice).execute()),
  );
}

/** A line with its signature, as both are stored. */
interface StoredApproval extends SignedApproval {
  readonly state: ApprovalLineState;
  /** The instance of the PSA that the integration belongs to now. */
  readonly keptInstance: string | null;
  readonly signature: { readonly form: number; readonly mac: string } | null;
  /** Steps on record in the audit, in their order. */
  readonly steps: readonly string[];
}

/** One statement, so that a step of another process is seen with all of its rows or not at all. */
async function storedApprovals(
  db: Queryable,
  of: { readonly tenantId: string; readonly lineIds: readonly string[] } | 'every live line',
): Promise<readonly StoredApproval[]> {
  const which =
    of === 'every live line'
      ? sql<boolean>`true`
      : sql<boolean>`line.tenant_id = ${of.tenantId} and line.id = any(${[...of.lineIds]}::uuid[])`;
  const { rows } = await sql<StoredApproval>`
    select line.tenant_id, line.integration_id, integration.psa, line.psa_instance, line.approval_id, line.id, line.decision, line.group_key,
      line.usage_line_id, line.line_version, line.company_id, line.vendor_service_id, line.agreement_id,
      line.psa_line_id, line.product_identifier, line.before, line.after, line.count_on, line.billing_target,
      line.invoice_date, line.rule_version, line.snapshot, line.evidence, line.form, line.last_updated,
      line.currency, line.effect_per_invoice, line.effect_per_month, line.reason, line.actor, line.approved_at, line.expires_at,
      line.reverts, line.change, line.new_line, line.last_billed_day, line.canceled_date, line.state,
      (select kept.instance_id from instance kept where kept.tenant_id = line.tenant_id
        and kept.integration_id = line.integration_id and kept.side = 'psa') as kept_instance,
      (select jsonb_build_object('form', signature.form, 'mac', signature.mac) from approval_signature signature
        where signature.tenant_id = line.tenant_id and signature.approval_line_id = line.id) as signature,
      array(select step.action from audit_event step
        where step.tenant_id = line.tenant_id and step.object_kind = 'approval-line' and step.object_id = line.id::text
          and step.action like 'write-back.%' and step.action <> 'write-back.revert-approved'
        order by step.seq) as steps
    from approval_line line
    join integration on integration.tenant_id = line.tenant_id and integration.id = line.integration_id
    where ${which} and ${among('line.state', liveStates)}
    order by line.id`.execute(db);
  return rows;
}

function isSigned(keyRing: KeyRing, line: StoredApproval): boolean {
  if (line.signature === null) return false;
  const text = canonicalApproval(line, line.signature.form);
  return text !== null && isSameMac(macOf(keyRing, text), line.signature.mac);
}

/** Why a line must not be sent; `null`: it is what a person approved, and no outcome of it is on record. */
function faultOf(keyRing: KeyRing, line: StoredApproval): Message | null {
  if (line.signature === null) return message('write-back.unsigned.none');
  if (!isSigned(keyRing, line)) return message('write-back.unsigned.other');
  if (line.psaInstance !== null && line.psaInstance !== line.keptInstance)
    return message('write-back.unsigned.instance');
  const { state, allowed, steps } = stepsOnRecord(line.steps);
  if (allowed && state === line.state) return null;
  return steps.length === 0
    ? message('write-back.unsigned.without-steps', { state: line.state })
    : message('write-back.unsigned.steps', { state: line.state, steps });
}

export interface ApprovalFault {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly approvalId: string;
  readonly approvalLineId: string;
  /** By the row, which may have been changed. */
  readonly ruleVersion: number;
  readonly detail: Message;
}

/** Of these lines, those that must not be sent, whatever rules they name. A line that has reached an end has no fault. */
export async function approvalFaults(
  db: Queryable,
  keyRing: KeyRing,
  tenantId: string,
  lineIds: readonly string[],
): Promise<readonly ApprovalFault[]> {
  if (lineIds.length === 0) return [];
  return (await storedApprovals(db, { tenantId, lineIds })).flatMap((line) => {
    const detail = faultOf(keyRing, line);
    const { integrationId, approvalId, id: approvalLineId, ruleVersion: rules } = line;
    return detail === null
      ? []
      : [{ tenantId, integrationId, approvalId, approvalLineId, ruleVersion: rules, detail }];
  });
}

export interface ResignedApprovals {
  readonly signed: number;
  /** Those that were not signed under the former key either: they keep a signature that is none. */
  readonly faulty: readonly ApprovalFault[];
}

/** Signs every line that may still be sent under another key ring, where it is signed under the former one. */
export async function resignLiveApprovals(tx: Tx, from: KeyRing, to: KeyRing): Promise<ResignedApprovals> {
  const faulty: ApprovalFault[] = [];
  let signed = 0;
  for (const line of await storedApprovals(tx, 'every live line')) {
    const { tenantId, integrationId, approvalId, id: approvalLineId, signature } = line;
    const text = signature === null ? null : canonicalApproval(line, signature.form);
    if (text === null || !isSigned(from, line)) {
      if (line.ruleVersion !== ruleVersion) continue;
      faulty.push({
        tenantId,
        integrationId,
        approvalId,
        approvalLineId,
        ruleVersion,
        detail: message('write-back.unsigned.other'),
      });
      continue;
    }
    await tx
      .updateTable('approvalSignature')
      .set({ mac: macOf(to, text), keyVersion: to.version })
      .where('tenantId', '=', tenantId)
      .where('approvalLineId', '=', approvalLineId)
      .execute();
    signed += 1;
  }
  return { signed, faulty };
}

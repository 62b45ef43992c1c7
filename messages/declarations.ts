import type { DeclaredMessages } from './params.ts';
import { auditChain } from './subjects/audit-chain.ts';
import { autotask } from './subjects/autotask.ts';
import { backups } from './subjects/backups.ts';
import { billingRules } from './subjects/billing-rules.ts';
import { cli } from './subjects/cli.ts';
import { files } from './subjects/files.ts';
import { connectwise } from './subjects/connectwise.ts';
import { customerSheet } from './subjects/customer-sheet.ts';
import { halopsa } from './subjects/halopsa.ts';
import { core } from './subjects/core.ts';
import { database } from './subjects/database.ts';
import { decisions } from './subjects/decisions.ts';
import { doctor } from './subjects/doctor.ts';
import { duo } from './subjects/duo.ts';
import { instances } from './subjects/instances.ts';
import { invoices } from './subjects/invoices.ts';
import { retention } from './subjects/retention.ts';
import { mapping } from './subjects/mapping.ts';
import { kinds } from './subjects/kinds.ts';
import { marginDocument } from './subjects/margin-document.ts';
import { monthDocument } from './subjects/month-document.ts';
import { notices } from './subjects/notices.ts';
import { psas } from './subjects/psas.ts';
import { reconciliation } from './subjects/reconciliation.ts';
import { rejections } from './subjects/rejections.ts';
import { requests } from './subjects/requests.ts';
import { runs } from './subjects/runs.ts';
import { signIn } from './subjects/sign-in.ts';
import { start } from './subjects/start.ts';
import { figures } from './subjects/console/figures.ts';
import { controlList } from './subjects/console/control-list.ts';
import { margin } from './subjects/console/margin.ts';
import { kinds as lineKinds } from './subjects/console/kinds.ts';
import { needs as lineNeeds } from './subjects/console/needs.ts';
import { reports } from './subjects/reports.ts';
import { tables } from './subjects/tables.ts';
import { usage } from './subjects/usage.ts';
import { validation } from './subjects/validation.ts';
import { vendors } from './subjects/vendors.ts';
import { webhooks } from './subjects/webhooks.ts';
import { tour } from './subjects/tour.ts';
import { work } from './subjects/work.ts';
import { writeBack } from './subjects/write-back.ts';

/** Every message with params, of all subjects. Texts of error codes (error-texts.ts) have terms only. */
export const declarations = {
  ...core,
  ...halopsa,
  ...backups,
  ...billingRules,
  ...cli,
  ...figures,
  ...files,
  ...connectwise,
  ...customerSheet,
  ...auditChain,
  ...autotask,
  ...database,
  ...decisions,
  ...doctor,
  ...duo,
  ...instances,
  ...invoices,
  ...retention,
  ...mapping,
  ...kinds,
  ...controlList,
  ...margin,
  ...lineKinds,
  ...lineNeeds,
  ...marginDocument,
  ...monthDocument,
  ...notices,
  ...psas,
  ...reconciliation,
  ...rejections,
  ...reports,
  ...requests,
  ...runs,
  ...signIn,
  ...start,
  ...tables,
  ...usage,
  ...validation,
  ...vendors,
  ...webhooks,
  ...tour,
  ...work,
  ...writeBack,
} as const satisfies DeclaredMessages;

import auditChain from '../locales/en/audit-chain.json' with { type: 'json' };
import autotask from '../locales/en/autotask.json' with { type: 'json' };
import backups from '../locales/en/backups.json' with { type: 'json' };
import billingRules from '../locales/en/billing-rules.json' with { type: 'json' };
import cli from '../locales/en/cli.json' with { type: 'json' };
import files from '../locales/en/files.json' with { type: 'json' };
import connectwise from '../locales/en/connectwise.json' with { type: 'json' };
import customerSheet from '../locales/en/customer-sheet.json' with { type: 'json' };
import halopsa from '../locales/en/halopsa.json' with { type: 'json' };
import core from '../locales/en/core.json' with { type: 'json' };
import database from '../locales/en/database.json' with { type: 'json' };
import decisions from '../locales/en/decisions.json' with { type: 'json' };
import doctor from '../locales/en/doctor.json' with { type: 'json' };
import duo from '../locales/en/duo.json' with { type: 'json' };
import instances from '../locales/en/instances.json' with { type: 'json' };
import invoices from '../locales/en/invoices.json' with { type: 'json' };
import retention from '../locales/en/retention.json' with { type: 'json' };
import mapping from '../locales/en/mapping.json' with { type: 'json' };
import kinds from '../locales/en/kinds.json' with { type: 'json' };
import marginDocument from '../locales/en/margin-document.json' with { type: 'json' };
import monthDocument from '../locales/en/month-document.json' with { type: 'json' };
import notices from '../locales/en/notices.json' with { type: 'json' };
import psas from '../locales/en/psas.json' with { type: 'json' };
import reconciliation from '../locales/en/reconciliation.json' with { type: 'json' };
import rejections from '../locales/en/rejections.json' with { type: 'json' };
import requests from '../locales/en/requests.json' with { type: 'json' };
import runs from '../locales/en/runs.json' with { type: 'json' };
import signIn from '../locales/en/sign-in.json' with { type: 'json' };
import start from '../locales/en/start.json' with { type: 'json' };
import figures from '../locales/en/console-figures.json' with { type: 'json' };
import controlList from '../locales/en/console-control-list.json' with { type: 'json' };
import margin from '../locales/en/console-margin.json' with { type: 'json' };
import lineNeeds from '../locales/en/console-needs.json' with { type: 'json' };
import lineKinds from '../locales/en/console-kinds.json' with { type: 'json' };
import reports from '../locales/en/reports.json' with { type: 'json' };
import tables from '../locales/en/tables.json' with { type: 'json' };
import usage from '../locales/en/usage.json' with { type: 'json' };
import validation from '../locales/en/validation.json' with { type: 'json' };
import vendors from '../locales/en/vendors.json' with { type: 'json' };
import webhooks from '../locales/en/webhooks.json' with { type: 'json' };
import tour from '../locales/en/tour.json' with { type: 'json' };
import work from '../locales/en/work.json' with { type: 'json' };
import writeBack from '../locales/en/write-back.json' with { type: 'json' };
import type { declarations } from './declarations.ts';
import { errorTexts } from './error-texts.ts';

/** The English catalog, whole: for the API, workers and commands. The console loads subjects of its own. */
export const english: Readonly<Record<keyof typeof declarations, string>> & typeof errorTexts = {
  ...errorTexts,
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
};

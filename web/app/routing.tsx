import { Suspense } from 'react';
import type { RouteTable } from '../components/route-match.ts';
import { Navigate, Routes } from '../components/router.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import * as screens from './screen-list.ts';
import { Shell } from './shell/shell.tsx';
import { isInUse, useIntegrations } from '../api/integrations.ts';

/** Every address of the console; api/console.ts knows the first part of each. */
const table: RouteTable = [
  { routes: { '/sign-in': <screens.SignIn /> } },
  {
    frame: <Shell />,
    routes: {
      '/': <Start />,
      '/month': <screens.Month />,
      '/integrations': <screens.Integrations />,
      '/connect/:vendor/:step': <screens.Connect />,
      '/integrations/:id/setup/:step': <screens.SetUp />,
      '/integrations/:id': <screens.Integration />,
      '/integrations/:id/credentials': <screens.Integration />,
      '/integrations/:id/schedule': <screens.Integration />,
      '/integrations/:id/accounts': <screens.MappingAccounts />,
      '/integrations/:id/services': <screens.MappingServices />,
      '/integrations/:id/accounts/:accountId': <screens.History />,
      '/integrations/:id/billing-rules/:ruleId?/:action?': <screens.BillingRules />,
      '/usage': <screens.Usage />,
      '/reports': <screens.Reports />,
      '/reports/:monthId': <screens.ClosedMonth />,
      '/reports/running/:id': <screens.RunningMonth />,
      '/reports/customers/:id/:companyId': <screens.CustomerSheet />,
      '/reports/clean-up/:id': <screens.CleanUp />,
      '/reports/not-billed-yet/:id': <screens.NotBilledYet />,
      '/write-backs/:approvalId?': <screens.WriteBacks />,
      '/runs/:runId?': <screens.Runs />,
      '/notices': <screens.Notices />,
      '/audit': <screens.Audit />,
      '/glossary': <screens.Glossary />,
      '/settings/:section?': <screens.Settings />,
      '*': <screens.NotFound />,
    },
  },
];

export function Routing() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Routes table={table} />
    </Suspense>
  );
}

/** The month once something is in use; what can be connected before. */
function Start() {
  const { data, isPending } = useIntegrations();
  if (isPending) return <PageSkeleton />;
  return <Navigate to={data?.items.some(isInUse) === true ? '/month' : '/integrations'} />;
}

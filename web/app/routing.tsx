import { Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { PageSkeleton } from '../components/skeleton.tsx';
import { lazyScreen } from '../context/lazy-screen.tsx';
import { NotFound } from '../components/not-found.tsx';
import { Shell } from './shell/shell.tsx';
import { SignInScreen } from '../screens/sign-in/sign-in-screen.tsx';
import { isInUse, useIntegrations } from '../api/integrations.ts';

// One chunk for each screen, so that the first page is there at once.
const Month = lazyScreen(() => import('../screens/month/screen.tsx'));
const Integrations = lazyScreen(() => import('../screens/integrations/screen.tsx'));
const Connect = lazyScreen(() => import('../screens/connect/screen.tsx'));
const SetUp = lazyScreen(() => import('../screens/set-up/screen.tsx'));
const Integration = lazyScreen(() => import('../screens/integration/screen.tsx'));
const MappingAccounts = lazyScreen(() => import('../screens/mapping-accounts/screen.tsx'));
const MappingServices = lazyScreen(() => import('../screens/mapping-services/screen.tsx'));
const History = lazyScreen(() => import('../screens/history/screen.tsx'));
const Usage = lazyScreen(() => import('../screens/usage/screen.tsx'));
const Reports = lazyScreen(() => import('../screens/month-end/reports-page.tsx'));
const ClosedMonth = lazyScreen(() => import('../screens/month-end/closed-month-page.tsx'));
const RunningMonth = lazyScreen(() => import('../screens/month-end/running-month-page.tsx'));
const CustomerSheet = lazyScreen(() => import('../screens/customer/sheet-page.tsx'));
const CleanUp = lazyScreen(() => import('../screens/clean-up/screen.tsx'));
const NotBilledYet = lazyScreen(() => import('../screens/not-billed-yet/screen.tsx'));
const WriteBacks = lazyScreen(() => import('../screens/write-backs/screen.tsx'));
const Runs = lazyScreen(() => import('../screens/runs/screen.tsx'));
const Notices = lazyScreen(() => import('../screens/notices/screen.tsx'));
const Audit = lazyScreen(() => import('../screens/audit/screen.tsx'));
const Glossary = lazyScreen(() => import('../screens/glossary/screen.tsx'));
const Settings = lazyScreen(() => import('../screens/settings/screen.tsx'));

/** Every address of the console; api/console.ts knows the first part of each. */
export function Routing() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Routes>
        <Route path="/sign-in" element={<SignInScreen />} />
        <Route element={<Shell />}>
          <Route index element={<Start />} />
          <Route path="/month" element={<Month />} />
          <Route path="/integrations" element={<Integrations />} />
          <Route path="/connect/:vendor/:step" element={<Connect />} />
          <Route path="/integrations/:id/setup/:step" element={<SetUp />} />
          <Route path="/integrations/:id" element={<Integration />} />
          <Route path="/integrations/:id/credentials" element={<Integration />} />
          <Route path="/integrations/:id/schedule" element={<Integration />} />
          <Route path="/integrations/:id/accounts" element={<MappingAccounts />} />
          <Route path="/integrations/:id/services" element={<MappingServices />} />
          <Route path="/integrations/:id/accounts/:accountId" element={<History />} />
          <Route path="/usage" element={<Usage />} />
          <Route path="/reports" element={<Reports />} />
          <Route path="/reports/:monthId" element={<ClosedMonth />} />
          <Route path="/reports/running/:id" element={<RunningMonth />} />
          <Route path="/reports/customers/:id/:companyId" element={<CustomerSheet />} />
          <Route path="/reports/clean-up/:id" element={<CleanUp />} />
          <Route path="/reports/not-billed-yet/:id" element={<NotBilledYet />} />
          <Route path="/write-backs/:approvalId?" element={<WriteBacks />} />
          <Route path="/runs/:runId?" element={<Runs />} />
          <Route path="/notices" element={<Notices />} />
          <Route path="/audit" element={<Audit />} />
          <Route path="/glossary" element={<Glossary />} />
          <Route path="/settings/:section?" element={<Settings />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Suspense>
  );
}

/** The month once something is in use; what can be connected before. */
function Start() {
  const { data, isPending } = useIntegrations();
  if (isPending) return <PageSkeleton />;
  return <Navigate to={data?.items.some(isInUse) === true ? '/month' : '/integrations'} replace />;
}

import { lazyScreen } from '../components/lazy-screen.tsx';

// One chunk for each screen: a page loads its own alone.
export const Month = lazyScreen(() => import('../screens/month/screen.tsx'));
export const Integrations = lazyScreen(() => import('../screens/integrations/screen.tsx'));
export const Connect = lazyScreen(() => import('../screens/connect/screen.tsx'));
export const SetUp = lazyScreen(() => import('../screens/set-up/screen.tsx'));
export const Integration = lazyScreen(() => import('../screens/integration/screen.tsx'));
export const MappingAccounts = lazyScreen(() => import('../screens/mapping-accounts/screen.tsx'));
export const MappingServices = lazyScreen(() => import('../screens/mapping-services/screen.tsx'));
export const History = lazyScreen(() => import('../screens/history/screen.tsx'));
export const Usage = lazyScreen(() => import('../screens/usage/screen.tsx'));
export const Reports = lazyScreen(() => import('../screens/reports/screen.tsx'));
export const ClosedMonth = lazyScreen(() => import('../screens/month-end/closed-month-page.tsx'));
export const RunningMonth = lazyScreen(() => import('../screens/month-end/running-month-page.tsx'));
export const CustomerSheet = lazyScreen(() => import('../screens/customer/sheet-page.tsx'));
export const CleanUp = lazyScreen(() => import('../screens/clean-up/screen.tsx'));
export const BillingRules = lazyScreen(() => import('../screens/billing-rules/screen.tsx'));
export const NotBilledYet = lazyScreen(() => import('../screens/not-billed-yet/screen.tsx'));
export const WriteBacks = lazyScreen(() => import('../screens/write-backs/screen.tsx'));
export const Runs = lazyScreen(() => import('../screens/runs/screen.tsx'));
export const Notices = lazyScreen(() => import('../screens/notices/screen.tsx'));
export const Audit = lazyScreen(() => import('../screens/audit/screen.tsx'));
export const Glossary = lazyScreen(() => import('../screens/glossary/screen.tsx'));
export const Settings = lazyScreen(() => import('../screens/settings/screen.tsx'));
export const SignIn = lazyScreen(() => import('../screens/sign-in/sign-in-screen.tsx'));
export const SetPassword = lazyScreen(() => import('../screens/sign-in/set-password-screen.tsx'));
export const SetUpFactor = lazyScreen(() => import('../screens/sign-in/set-up-factor-screen.tsx'));
export const NotFound = lazyScreen(() => import('../components/not-found.tsx'));

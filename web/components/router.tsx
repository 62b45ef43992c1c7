import {
  type ComponentProps,
  createContext,
  type ReactNode,
  startTransition,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react';
import { type Addresses, browserAddresses, type NavigateOptions, resolved } from './addresses.ts';
import { matchOf, type Match, type RouteTable } from './route-match.ts';

/**
 * The part of a router that the console needs, with the names of React Router, which takes a tenth of what the first
 * page may load (docs/decisions/0016-console.md).
 */
const AddressesContext = createContext<Addresses | null>(null);
const PlaceContext = createContext<ReturnType<Addresses['current']> | null>(null);
const ParamsContext = createContext<Match['params']>({});
const OutletContext = createContext<ReactNode>(null);

function within<T>(value: T | null): T {
  if (value === null) throw new Error('used outside a router');
  return value;
}

/** Of any addresses. */
export function Router({
  addresses,
  children,
}: {
  readonly addresses: Addresses;
  readonly children: ReactNode;
}) {
  const [place, setPlace] = useState(addresses.current);
  // A transition: the page stays while the chunk of the next one is loaded.
  useLayoutEffect(
    () => addresses.onChange(() => startTransition(() => setPlace(addresses.current()))),
    [addresses],
  );
  return (
    <AddressesContext value={addresses}>
      <PlaceContext value={place}>{children}</PlaceContext>
    </AddressesContext>
  );
}

export function BrowserRouter({ children }: { readonly children: ReactNode }) {
  const [addresses] = useState(browserAddresses);
  return <Router addresses={addresses}>{children}</Router>;
}

export const useAddresses = (): Addresses => within(useContext(AddressesContext));
export const useLocation = () => within(useContext(PlaceContext));
export const useNavigate = (): Addresses['navigate'] => useAddresses().navigate;
export const useParams = (): Match['params'] => useContext(ParamsContext);

type Params = URLSearchParams;
type NewParams = Params | Readonly<Record<string, string>> | string[][];

/** The parameters of the address, and how to change them; a change begins with those of now, not of the last rendering. */
export function useSearchParams(): readonly [
  Params,
  (change: NewParams | ((before: Params) => NewParams), options?: NavigateOptions) => void,
] {
  const { search } = useLocation();
  const addresses = useAddresses();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const change = useCallback(
    (wanted: NewParams | ((before: Params) => NewParams), options?: NavigateOptions) => {
      const { pathname, search: before } = addresses.current();
      const changed = typeof wanted === 'function' ? wanted(new URLSearchParams(before)) : wanted;
      const next = new URLSearchParams(changed).toString();
      addresses.navigate(next === '' ? pathname : `${pathname}?${next}`, options);
    },
    [addresses],
  );
  return [params, change];
}

export function Navigate({ to }: { readonly to: string }) {
  const navigate = useNavigate();
  useEffect(() => navigate(to, { replace: true }), [navigate, to]);
  return null;
}

/** A link within the console. With a modifier, or another button, the browser follows it itself. */
export function Link({
  to,
  onClick,
  children,
  ...rest
}: Omit<ComponentProps<'a'>, 'href'> & { readonly to: string }) {
  const addresses = useAddresses();
  const place = useLocation();
  const href = resolved(to, place);
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        const { defaultPrevented, button, metaKey, altKey, ctrlKey, shiftKey } = event;
        if (defaultPrevented || button !== 0 || metaKey || altKey || ctrlKey || shiftKey) return;
        event.preventDefault();
        const { pathname, search, hash } = addresses.current();
        addresses.navigate(href, { replace: href === `${pathname}${search}${hash}` });
      }}
    >
      {children}
    </a>
  );
}

/** A link that knows whether its place, or one below it, is shown. `end`: its own place alone. */
export function NavLink({
  to,
  end = false,
  className,
  ...rest
}: Omit<ComponentProps<typeof Link>, 'className'> & {
  readonly end?: boolean;
  readonly className?: string | ((state: { readonly isActive: boolean }) => string) | undefined;
}) {
  const { pathname } = useLocation();
  const isActive = pathname === to || (!end && pathname.startsWith(`${to}/`));
  return (
    <Link
      to={to}
      aria-current={isActive ? 'page' : undefined}
      {...rest}
      className={typeof className === 'function' ? className({ isActive }) : className}
    />
  );
}

/** The element of the first path that matches, inside the frame of its group. */
export function Routes({ table }: { readonly table: RouteTable }) {
  const { pathname } = useLocation();
  const match = matchOf(table, pathname);
  if (match === null) return null;
  return (
    <ParamsContext value={match.params}>
      <OutletContext value={match.element}>{match.frame ?? match.element}</OutletContext>
    </ParamsContext>
  );
}

/** Where a frame shows the element of the route. */
export const Outlet = (): ReactNode => useContext(OutletContext);

import { ChevronDown, Filter } from 'lucide-react';
import { useState } from 'react';
import type { LineCounts } from '../../../api/usage.ts';
import { Button, type ButtonProps } from '../../../components/button.tsx';
import { lazyPart } from '../../../components/lazy-part.tsx';
import type { UsageFilters } from '../review/address.ts';
import { useListTexts } from './texts.ts';

export interface FilterMenuProps {
  readonly filters: UsageFilters;
  readonly counts: LineCounts | undefined;
  readonly onChange: (change: Partial<UsageFilters>) => void;
}

const Content = lazyPart<FilterMenuProps>(
  () => import('./filter-menu-content.tsx'),
  ({ filters }) => <FilterButton filters={filters} />,
);

/** Kind, flag, decision, service and integration. */
export function FilterMenu(props: FilterMenuProps) {
  const [opened, setOpened] = useState(false);
  return opened ? (
    <Content {...props} />
  ) : (
    <FilterButton
      filters={props.filters}
      aria-haspopup="dialog"
      aria-expanded={false}
      onClick={() => setOpened(true)}
    />
  );
}

export function FilterButton({
  filters: { kind, flag, decision },
  ...rest
}: Pick<FilterMenuProps, 'filters'> & Omit<ButtonProps, 'children'>) {
  const text = useListTexts();
  const count = kind.length + flag.length + decision.length;
  return (
    <Button dense {...rest}>
      <Filter size={14} className="max-2xl:hidden" aria-hidden />{' '}
      {count === 0 ? text('console-usage-list.filter') : text('console-usage-list.filter-count', { count })}{' '}
      <ChevronDown size={14} aria-hidden />
    </Button>
  );
}

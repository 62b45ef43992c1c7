import { ChevronDown, Settings2 } from 'lucide-react';
import { useState } from 'react';
import { Button, type ButtonProps } from '../../../components/button.tsx';
import { lazyPart } from '../../../components/lazy-part.tsx';
import type { UsageAddressNow } from '../review/address.ts';
import { useListTexts } from './texts.ts';

export interface DisplayMenuProps {
  readonly address: UsageAddressNow;
  readonly integrationId: string | undefined;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

const Content = lazyPart<DisplayMenuProps>(
  () => import('./display-menu-content.tsx'),
  () => <DisplayButton />,
);

/** Order, groups and columns of the list, kept in the address and therefore in saved views. */
export function DisplayMenu(props: DisplayMenuProps) {
  const [wasOpen, setWasOpen] = useState(false);
  if (props.open && !wasOpen) setWasOpen(true);
  return wasOpen ? (
    <Content {...props} />
  ) : (
    <DisplayButton aria-haspopup="dialog" aria-expanded={false} onClick={() => props.onOpenChange(true)} />
  );
}

export function DisplayButton(props: Omit<ButtonProps, 'children'>) {
  const text = useListTexts();
  return (
    <Button dense aria-keyshortcuts="c" {...props}>
      <Settings2 size={14} className="max-2xl:hidden" aria-hidden /> {text('console-usage-list.display')}{' '}
      <ChevronDown size={14} aria-hidden />
    </Button>
  );
}

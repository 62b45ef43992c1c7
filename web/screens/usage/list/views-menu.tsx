import { Bookmark, ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useSavedViews } from '../../../api/saved-views.ts';
import { Button, type ButtonProps } from '../../../components/button.tsx';
import { lazyPart } from '../../../components/lazy-part.tsx';
import { useSearchParams } from '../../../components/router.tsx';
import { useListTexts } from './texts.ts';

/** What a view keeps of the address: filters and order, in one order of names. */
export function viewQuery(search: URLSearchParams): string {
  const kept = new URLSearchParams(search);
  for (const name of ['line', 'report']) kept.delete(name);
  kept.sort();
  return kept.toString();
}

/** All saved views, what the address would save, and the view that it is; null: none. */
export function useShownView() {
  const [search] = useSearchParams();
  const views = useSavedViews().data?.items ?? [];
  const query = viewQuery(search);
  return { views, query, shown: views.find((view) => view.query === query) ?? null };
}

export interface ViewsMenuContentProps {
  /** Why not to share; null: one may. */
  readonly closed: string | null;
  readonly byKeyboard: boolean;
}

const Content = lazyPart<ViewsMenuContentProps>(
  () => import('./views-menu-content.tsx'),
  () => <ViewsButton />,
);

/** Saved ways to look at the list; the one that is shown can be shared or removed. */
export function ViewsMenu({ closed }: Pick<ViewsMenuContentProps, 'closed'>) {
  const [opened, setOpened] = useState<{ readonly byKeyboard: boolean } | null>(null);
  return opened === null ? (
    <ViewsButton
      aria-haspopup="menu"
      aria-expanded={false}
      // A click of the keyboard has no detail.
      onClick={({ detail }) => setOpened({ byKeyboard: detail === 0 })}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        setOpened({ byKeyboard: true });
      }}
    />
  ) : (
    <Content closed={closed} {...opened} />
  );
}

export function ViewsButton(props: Omit<ButtonProps, 'children'>) {
  const text = useListTexts();
  const { shown } = useShownView();
  return (
    <Button dense {...props}>
      <Bookmark size={14} className="max-2xl:hidden" aria-hidden />{' '}
      {shown === null ? text('console-usage-list.views') : shown.name} <ChevronDown size={14} aria-hidden />
    </Button>
  );
}

import { Component, type ReactNode, useEffect } from 'react';
import { Button } from './button.tsx';
import { type Failure, FailureCard } from './failure-card.tsx';
import { ChunkMissing } from './lazy-screen.tsx';
import { commonText } from '../values/common-texts.ts';

interface State {
  /** What a part of the screen threw. */
  readonly broken: { readonly error: unknown } | null;
}

/** A screen that broke shows a card in its place; the top bar stays. Another page clears it. */
export class ScreenBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { broken: null };

  static getDerivedStateFromError(error: unknown): State {
    return { broken: { error } };
  }

  override componentWillUnmount(): void {
    this.#forget();
  }

  #forget(): void {
    if (this.state.broken?.error instanceof ChunkMissing) this.state.broken.error.forget();
  }

  readonly #again = (): void => {
    this.#forget();
    this.setState({ broken: null });
  };

  override render(): ReactNode {
    const { broken } = this.state;
    if (broken === null) return this.props.children;
    if (broken.error instanceof ChunkMissing) return <NotLoaded onAgain={this.#again} />;
    const { error } = broken;
    return (
      <Broken
        title={commonText('console-common.page-broken')}
        failure={{
          code: 'InternalError',
          detail:
            error instanceof Error
              ? `${error.name}: ${error.message.slice(0, 300)}`
              : commonText('console-common.unknown-error'),
        }}
      />
    );
  }
}

/** Asks again by itself once the connection is back. */
function NotLoaded({ onAgain }: { readonly onAgain: () => void }) {
  useEffect(() => {
    globalThis.addEventListener('online', onAgain);
    return () => globalThis.removeEventListener('online', onAgain);
  }, [onAgain]);
  return (
    <Broken
      title={commonText('console-common.page-not-loaded')}
      failure={{
        code: 'NoAnswer',
        title: commonText('console-common.no-response'),
        detail: commonText('console-common.page-not-loaded-why'),
      }}
    >
      <Button onClick={onAgain}>{commonText('console-common.try-again')}</Button>
    </Broken>
  );
}

function Broken({
  title,
  failure,
  children,
}: {
  readonly title: string;
  readonly failure: Failure;
  readonly children?: ReactNode;
}) {
  return (
    <div className="mx-auto max-w-2xl p-6">
      <h1 className="mb-4 text-page font-semibold">{title}</h1>
      <FailureCard failure={failure}>
        {children}
        <Button onClick={() => globalThis.location.reload()}>
          {commonText('console-common.reload-page')}
        </Button>
      </FailureCard>
    </div>
  );
}

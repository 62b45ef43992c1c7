import { Link } from './router.tsx';
import { Page } from './page.tsx';
import { consoleShell } from '../../messages/generated/console-shell.ts';
import { useTexts } from './texts.ts';

export default function NotFound() {
  const text = useTexts(consoleShell);
  return (
    <Page title={text('console-shell.not-found')}>
      <p className="text-ink-2">
        {text('console-shell.page-missing')}{' '}
        <Link className="text-accent underline" to="/">
          {text('console-shell.to-home-page')}
        </Link>
      </p>
    </Page>
  );
}

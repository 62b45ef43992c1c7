import texts from '../../locales/en/console-shell.json' with { type: 'json' };
import { subject } from '../../messages/rendering/subject.ts';
import { shell } from '../../messages/subjects/console/shell.ts';
import { Link } from './router.tsx';
import { Page } from './page.tsx';
import { useTexts } from './texts.ts';

const shellTexts = subject(shell, texts);

export default function NotFound() {
  const text = useTexts(shellTexts);
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

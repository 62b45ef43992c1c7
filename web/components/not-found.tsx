import { Link } from 'react-router';
import { Page } from './page.tsx';

export function NotFound() {
  return (
    <Page title="Not found">
      <p className="text-ink-2">
        There is no page at this address.{' '}
        <Link className="text-accent underline" to="/">
          Start page
        </Link>
      </p>
    </Page>
  );
}

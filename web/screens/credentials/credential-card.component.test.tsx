import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import type { CredentialInfo } from '../../api/credentials.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { CredentialCard } from './credential-card.tsx';
import type { Fields } from './credential-sets.ts';

const fields = [
  {
    name: 'integrationKey',
    label: 'Integration Key',
    hint: '',
    holds: 'key',
    secret: false,
    min: 10,
    max: 64,
  },
  { name: 'secretKey', label: 'Secret Key', hint: '', holds: 'key', secret: true, min: 20, max: 128 },
  { name: 'apiHostname', label: 'API Hostname', hint: '', holds: 'host', secret: false },
] as const;

function typing(hostSuffixes: readonly string[] | null) {
  const info: CredentialInfo = {
    set: 'keys',
    candidate: null,
    working: null,
    hostSuffixes: hostSuffixes === null ? null : [...hostSuffixes],
    form: {
      set: 'keys',
      name: 'Keys',
      steps: [],
      fields: [...fields],
      note: '',
      needs: [],
      egress: null,
      rights: null,
    },
  };
  const Page = () => {
    const [typed, setTyped] = useState<Fields>({});
    return (
      <CredentialCard
        info={info}
        typed={typed}
        errors={{}}
        seen={null}
        hasDefaultClientId={false}
        busy={false}
        isClosed={false}
        onType={setTyped}
        onCancel={() => undefined}
        onFocus={() => undefined}
      />
    );
  };
  const { container } = render(<Page />);
  const field = (label: string) => screen.getByLabelText(label);
  return {
    container,
    type: (label: string, text: string) => userEvent.type(field(label), text),
    said: (label: string) =>
      document.getElementById(field(label).getAttribute('aria-describedby') ?? '')?.textContent,
    isMarked: (label: string) => field(label).getAttribute('aria-invalid') === 'true',
  };
}

describe('a host that is typed', () => {
  it('is marked as soon as it leads elsewhere, and not while it may still become right', async () => {
    const { type, said, isMarked } = typing(['duosecurity.com']);
    await type('API Hostname', 'https://API-1a2b3c4d.duosec');
    expect(isMarked('API Hostname')).toBe(false);
    await type('API Hostname', 'urity.com');
    expect(isMarked('API Hostname')).toBe(false);
    await type('API Hostname', '.evil');
    expect(said('API Hostname')).toBe('must end in .duosecurity.com');
    expect(isMarked('API Hostname')).toBe(true);
  });

  it('may be any host where the operator names no domain', async () => {
    const { type, isMarked } = typing(null);
    await type('API Hostname', 'psa.example.org');
    await userEvent.tab();
    expect(isMarked('API Hostname')).toBe(false);
  });
});

describe('a key that is typed', () => {
  it('is called too short once it is left, in our words, and immediately where a character cannot be', async () => {
    const { type, said, isMarked } = typing(['duosecurity.com']);
    await type('Secret Key', 'short');
    expect(isMarked('Secret Key')).toBe(false);
    await userEvent.tab();
    expect(said('Secret Key')).toBe('must have at least 20 characters');
    await type('Integration Key', 'DIWJ8X6AEY OR5OMC6TQ1');
    expect(said('Integration Key')).toBe('must hold visible characters only, no blanks');
  });
});

describe('the fields of a credential', () => {
  it('have no literal other than what the API names', async () => {
    inPseudoLocale();
    const { container, type } = typing(null);
    await type('Secret Key', 'ABCDEFGHIJKLMNOPQRSTUVWX');
    await type('API Hostname', 'https://psa.example.org');
    expect(literalsIn(container, ['Integration Key', 'Secret Key', 'API Hostname', 'Keys'])).toEqual([]);
  });
});

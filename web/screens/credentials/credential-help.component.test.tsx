import { render, screen } from '@testing-library/react';
import type { CredentialForm } from '../../api/credentials.ts';
import { integrationKeys } from '../../api/integrations.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import { CredentialHelp } from './credential-help.tsx';

const at = '2026-11-24T02:04:00.000Z';
const integration = {
  id: 'one',
  writeRight: 'proven',
  writeRightAt: at,
  createRight: 'unknown',
  createRightAt: null,
  endRight: 'rejected',
  endRightAt: at,
};
const form: CredentialForm = {
  set: 'psa',
  name: 'Bills',
  steps: [],
  fields: [],
  note: '',
  needs: [],
  egress: null,
  rights: { title: 'Permissions', rows: [{ where: 'Agreements', right: 'Add', level: 'All' }] },
};

function help(rights: CredentialForm['rights']) {
  serve({});
  const shown = <CredentialHelp integrationId="one" form={{ ...form, rights }} egressNote={null} />;
  return render(<Served known={[[integrationKeys.one('one'), integration]]}>{shown}</Served>).container;
}

const listed = (): readonly (string | null)[] =>
  screen.queryAllByRole('listitem').map(({ textContent }) => textContent);

describe('the help beside a credential', () => {
  it('says with the permissions of a PSA which rights to write are verified', () => {
    help(form.rights);
    expect(screen.getByRole('table', { name: 'Permissions' })).toBeTruthy();
    expect(listed()).toEqual([
      expect.stringMatching('^Write access verified'),
      expect.stringMatching('^Creating lines: not verified yet. The first approved line verifies it'),
      expect.stringMatching('^Bills rejected the end of a line'),
    ]);
  });

  it('says nothing of them where a vendor has no such permissions', () => {
    help(null);
    expect(listed()).toEqual([]);
  });

  it('has no literal other than what the API names', () => {
    inPseudoLocale();
    expect(literalsIn(help(form.rights), ['Permissions', 'Agreements', 'Add', 'All', 'Bills'])).toEqual([]);
  });
});

import { connectWise } from '../../../psa/connectwise/kind.ts';
import { bodyOf, clientIdHint, clientIdUse, isComplete } from './credential-sets.ts';

const typed = {
  site: 'api-na.myconnectwise.net',
  companyId: 'harborlane',
  publicKey: 'publicpublicpublic',
  privateKey: 'privateprivate1234',
};
const form = { fields: connectWise.credentials.fields.map((field) => ({ ...field, hint: '' })) };
const connectWiseForm = { form, hostSuffixes: null };
const clientId = '5a9db0c5-0e0b-4f3c-9d41-5ea7b1115e0d';

describe('the client ID of ConnectWise in the form', () => {
  it('may be left empty only where the installation has a default', () => {
    for (const fields of [typed, { ...typed, clientId: '' }, { ...typed, clientId: ' ' }]) {
      expect(isComplete(connectWiseForm, fields, true)).toBe(true);
      expect(isComplete(connectWiseForm, fields, false)).toBe(false);
      expect(bodyOf(form, fields, true)).toEqual({ ...typed, clientId: null });
    }
    expect(isComplete(connectWiseForm, { ...typed, clientId }, false)).toBe(true);
    expect(bodyOf(form, { ...typed, clientId }, true)).toEqual({ ...typed, clientId });
  });

  it('is said: the default of the installation, or its own', () => {
    expect(clientIdHint('')).toBe('empty');
    expect(clientIdHint(clientId)).toBe('own');
    expect(clientIdUse('own', false)).toBe('own');
    expect(clientIdUse('installation', true)).toBe('installation');
    expect(clientIdUse('installation', false)).toBe('missing');
  });
});

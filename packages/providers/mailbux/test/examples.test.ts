import { type ExampleLanguage, runExample } from '@rollcall/provider-kit/testing';
import { describe, expect, type TestContext, test } from 'vitest';
import { held, start } from './fixture.ts';

/**
 * Runs requests in the form of the provider's guide, each with the client that the guide shows it in, against a sandbox
 * that was told nothing but its seed. Answers what they printed.
 */
async function asking(context: TestContext) {
  const sandbox = await start({ sizes: { domain: 2, inbox: 4 } });
  const run = (language: ExampleLanguage, token: string) => async (text: string) =>
    runExample(context, {
      ...{ language, text },
      replacing: { 'https://mail.mailbux.com': sandbox.baseUrl, [token]: sandbox.credential['token'] ?? '' },
    });
  const curl = async (text: string) => {
    const [body = '', status] = (await run('curl', 'YOUR_TOKEN')(text)).trim().split('\n');
    return { status: Number(status), body: JSON.parse(body) };
  };
  return { sandbox, curl, python: run('python', 'YOUR_ACCESS_TOKEN'), node: run('node', 'YOUR_ACCESS_TOKEN') };
}

const authorized = `-H "Authorization: Bearer YOUR_TOKEN"`;
const json = `-H "Content-Type: application/json"`;

function post(path: string, body: object): string {
  return `curl -X POST "https://mail.mailbux.com${path}" ${authorized} ${json} -d '${JSON.stringify(body)}'\n`;
}

function get(path: string): string {
  return `curl -X GET "https://mail.mailbux.com${path}" ${authorized}\n`;
}

function remove(name: string): string {
  return `curl -X DELETE "https://mail.mailbux.com/api/principal/${name}" ${authorized}\n`;
}

describe('by curl', () => {
  test('a domain is added, listed and deleted', async (context) => {
    const { sandbox, curl } = await asking(context);
    const added = await curl(post('/api/principal', { name: 'example.com', type: 'domain' }));
    expect(added).toEqual({ status: 200, body: { data: expect.any(Number) } });
    const { status, body } = await curl(get('/api/principal?types=domain'));
    expect({ status, total: body.data.total }).toEqual({ status: 200, total: 3 });
    expect(body.data.items).toContainEqual(expect.objectContaining({ name: 'example.com', type: 'domain' }));
    expect(await curl(remove('example.com'))).toEqual({ status: 200, body: { data: null } });
    expect(await held(sandbox, 'domain')).not.toContain('example.com');
  });

  test('an account is created, shown, changed by an object, and deleted', async (context) => {
    const { curl } = await asking(context);
    await curl(post('/api/principal', { name: 'example.com', type: 'domain' }));
    const account = { name: 'agent@example.com', type: 'individual', emails: ['agent@example.com'] };
    expect((await curl(post('/api/principal', { ...account, secrets: ['SecurePassword123!'] }))).status).toBe(200);
    const listed = await curl(get('/api/principal?types=individual'));
    expect(listed.body.data).toMatchObject({ total: 5 });
    const change = { secrets: ['NewSecurePassword456!'], description: 'Updated' };
    const patched = await curl(
      post('/api/principal/agent@example.com', change).replace('curl -X POST', 'curl -X PATCH'),
    );
    expect(patched).toEqual({ status: 200, body: { data: null } });
    expect((await curl(get('/api/principal/agent@example.com'))).body.data).toMatchObject({ ...account, ...change });
    expect((await curl(remove('agent@example.com'))).status).toBe(200);
  });

  test('an alias and a forwarder are lists, told apart by where they lead', async (context) => {
    const { sandbox, curl } = await asking(context);
    const [inbox = ''] = await held(sandbox, 'inbox');
    const domain = inbox.replace(/^.*@/, '');
    const list = (name: string, member: string) => ({ name: `${name}@${domain}`, type: 'list', members: [member] });
    await curl(post('/api/principal', list('sales', inbox)));
    await curl(post('/api/principal', list('forward', 'external@gmail.com')));
    expect(await held(sandbox, 'alias')).toContain(`sales@${domain}`);
    expect(await held(sandbox, 'forwarder')).toContain(`forward@${domain}`);
    expect((await curl(get('/api/principal?types=list'))).body.data.items).toContainEqual(
      expect.objectContaining({ name: `forward@${domain}` }),
    );
    await curl(remove(`sales@${domain}`));
    expect(await held(sandbox, 'alias')).not.toContain(`sales@${domain}`);
  });

  test('a DKIM key is made, and stands among the records that the domain needs', async (context) => {
    const { curl } = await asking(context);
    await curl(post('/api/principal', { name: 'example.com', type: 'domain' }));
    const key = { id: 'example.com', algorithm: 'ed25519-sha256', domain: 'example.com', selector: 'mailbux' };
    expect(await curl(post('/api/dkim', key))).toEqual({ status: 200, body: { data: null } });
    const { body } = await curl(get('/api/dns/example.com'));
    const types = body.data.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(['MX', 'TXT']));
    expect(JSON.stringify(body.data)).toMatch(/v=spf1.*v=DMARC1|v=DMARC1.*v=spf1/);
    expect(JSON.stringify(body.data)).toContain('mailbux._domainkey.example.com');
  });
});

const setUp = `import requests, secrets, string

BASE = "https://mail.mailbux.com"
TOKEN = "YOUR_ACCESS_TOKEN"
DOMAIN = "mycompany.com"
h = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}

def password():
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(20))

r = requests.post(f"{BASE}/api/principal", headers=h, json={"name": DOMAIN, "type": "domain"})
print("domain", r.status_code)
r = requests.post(f"{BASE}/api/dkim", headers=h,
    json={"id": DOMAIN, "algorithm": "ed25519-sha256", "domain": DOMAIN, "selector": "mailbux"})
print("dkim", r.status_code)
r = requests.get(f"{BASE}/api/dns/{DOMAIN}", headers=h)
for record in r.json().get("data", []):
    print("record", record["type"], record["name"])
for name in ["info", "support", "ai-agent"]:
    email = f"{name}@{DOMAIN}"
    r = requests.post(f"{BASE}/api/principal", headers=h,
        json={"name": email, "type": "individual", "secrets": [password()], "emails": [email]})
    print(email, r.status_code)
r = requests.post(f"{BASE}/api/principal", headers=h,
    json={"name": f"sales@{DOMAIN}", "type": "list", "members": [f"info@{DOMAIN}"]})
print("alias", r.status_code)
r = requests.post(f"{BASE}/api/principal", headers=h, json={"name": f"info@{DOMAIN}", "type": "individual"})
print("again", r.json()["error"])
`;

test('by Python, a domain is set up from nothing', async (context) => {
  const { sandbox, python } = await asking(context);
  const printed = await python(setUp);
  for (const line of ['domain 200', 'dkim 200', 'info@mycompany.com 200', 'ai-agent@mycompany.com 200', 'alias 200']) {
    expect(printed).toContain(line);
  }
  expect(printed).toContain('record MX mycompany.com');
  expect(printed).toContain('record TXT mailbux._domainkey.mycompany.com');
  expect(printed).toContain('again fieldAlreadyExists');
  expect((await held(sandbox, 'inbox')).filter((name) => name.endsWith('@mycompany.com'))).toHaveLength(3);
});

const addDomain = `const BASE_URL = "https://mail.mailbux.com";
const TOKEN = "YOUR_ACCESS_TOKEN";

const response = await fetch(\`\${BASE_URL}/api/principal\`, {
  method: "POST",
  headers: { "Authorization": \`Bearer \${TOKEN}\`, "Content-Type": "application/json" },
  body: JSON.stringify({ name: "example.com", type: "domain" })
});
console.log(JSON.stringify(await response.json()));
`;

test('by Node.js, a domain is added', async (context) => {
  const { sandbox, node } = await asking(context);
  expect(JSON.parse(await node(addDomain))).toEqual({ data: expect.any(Number) });
  expect(await held(sandbox, 'domain')).toContain('example.com');
});

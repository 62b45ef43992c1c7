import { active, everyLine, body } from '/work/main/test/product/lifecycle.ts';
import { startProduct } from '/work/main/test/product/product.ts';
import * as s from '/work/main/test/product/write-back-steps.ts';
jest.setTimeout(90000);
it.each(['small','typical'] as const)('x %s', async (scenario) => {
  let t=Date.now();
  const p = await startProduct({ scenario, reading: { duoParallel: 8, psaParallel: 6 } });
  const t1=Date.now();
  const i = scenario==='small' ? await active(p) : await (async()=>{ 
     const { loaded, mapProducts, phaseIs } = await import('/work/main/test/product/lifecycle.ts');
     const i = await loaded(p); await mapProducts(p,i); await p.client.command('POST', `${i.path}/finish`, {}, i.path); await phaseIs(p,i,'active',40000); return i;})();
  const t2=Date.now();
  const lines = await everyLine(p,i);
  console.log(scenario, t1-t, t2-t1, lines.map(l=>[l.label,l.kind,l.vendorQuantity,l.psaQuantity,JSON.stringify(l.flags.map((f:any)=>f.guard??f.flag)),l.target&&l.target.psaLineId].join(' ')).join('\n'));
  await s.readyToWrite(p,i);
  const m = await s.matches(p,i);
  const a = await s.raiseByOne(p,i,m[0]!);
  console.log(JSON.stringify(a));
  console.log(JSON.stringify(await s.end(p,a)));
  console.log(JSON.stringify(body(await p.client.request('GET','/audit?limit=500')).items.slice(0,6)));
  console.log(JSON.stringify(await s.auditOf(p,a)));
  await s.expectWrittenOnce(p,a);
  const t3=Date.now();
  await p.close();
  console.log(Date.now()-t3,'close');
});

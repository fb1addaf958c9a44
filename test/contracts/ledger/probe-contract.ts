/**
 * The contract with which every ledger adapter is examined: each function does one thing that Fabric has a rule for.
 * A plain class without decorators, installable on a real network as it stands.
 */
import type { Context } from 'fabric-contract-api';
import { Contract } from 'fabric-contract-api';
import type { Iterators } from 'fabric-shim';
import { KeyEndorsementPolicy } from 'fabric-shim';

const collectionOf = (mspId: string): string => `_implicit_org_${mspId}`;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

async function drain(iterator: Iterators.StateQueryIterator): Promise<string[]> {
  const keys: string[] = [];
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
    keys.push(step.value.key);
  }
  await iterator.close();
  return keys;
}

function secretOf(ctx: Context): Buffer {
  const secret = ctx.stub.getTransient().get('secret');
  if (secret === undefined) throw new Error('INVALID_INPUT transient secret is missing');
  return Buffer.from(secret);
}

export class ProbeContract extends Contract {
  constructor() {
    super('probe');
  }

  async Put(ctx: Context, key: string, value: string): Promise<string> {
    await ctx.stub.putState(key, Buffer.from(value));
    return value;
  }

  async PutMany(ctx: Context, prefix: string, count: string): Promise<void> {
    for (let i = 0; i < Number(count); i += 1) {
      await ctx.stub.putState(prefix + String(i).padStart(3, '0'), Buffer.from(String(i)));
    }
  }

  async Get(ctx: Context, key: string): Promise<string> {
    return text(await ctx.stub.getState(key));
  }

  async Delete(ctx: Context, key: string): Promise<void> {
    await ctx.stub.deleteState(key);
  }

  /** Reads, then writes: conflicts with every other increment of the same key. */
  async Increment(ctx: Context, key: string): Promise<string> {
    const next = String(Number(text(await ctx.stub.getState(key))) + 1);
    await ctx.stub.putState(key, Buffer.from(next));
    return next;
  }

  /** What a key reads as after it was written twice in the same transaction. */
  async PutTwiceAndRead(ctx: Context, key: string, one: string, two: string): Promise<string> {
    await ctx.stub.putState(key, Buffer.from(one));
    await ctx.stub.putState(key, Buffer.from(two));
    return `read:${text(await ctx.stub.getState(key))}`;
  }

  async List(ctx: Context, start: string, end: string): Promise<string> {
    return JSON.stringify(await drain(await ctx.stub.getStateByRange(start, end)));
  }

  /** Writes how many keys a range holds: a phantom when another transaction adds one meanwhile. */
  async CountRange(ctx: Context, start: string, end: string, target: string): Promise<string> {
    const keys = await drain(await ctx.stub.getStateByRange(start, end));
    await ctx.stub.putState(target, Buffer.from(String(keys.length)));
    return String(keys.length);
  }

  /** Counts a range and adds a key to it: of two at the same time only one can be right. */
  async AppendToRange(ctx: Context, prefix: string, name: string): Promise<string> {
    const keys = await drain(await ctx.stub.getStateByRange(prefix, `${prefix}~`));
    await ctx.stub.putState(prefix + name, Buffer.from(String(keys.length)));
    return String(keys.length);
  }

  async Page(
    ctx: Context,
    start: string,
    end: string,
    size: string,
    bookmark: string,
  ): Promise<string> {
    const page = await ctx.stub.getStateByRangeWithPagination(start, end, Number(size), bookmark);
    const keys = await drain(page.iterator);
    return JSON.stringify({ keys, ...page.metadata });
  }

  async PageThenWrite(ctx: Context, start: string, end: string, target: string): Promise<void> {
    const page = await ctx.stub.getStateByRangeWithPagination(start, end, 2, '');
    await drain(page.iterator);
    await ctx.stub.putState(target, Buffer.from('x'));
  }

  async WriteThenPage(ctx: Context, start: string, end: string, target: string): Promise<void> {
    await ctx.stub.putState(target, Buffer.from('x'));
    await ctx.stub.getStateByRangeWithPagination(start, end, 2, '');
  }

  async PutComposite(ctx: Context, type: string, one: string, two: string): Promise<void> {
    await ctx.stub.putState(ctx.stub.createCompositeKey(type, [one, two]), Buffer.from('x'));
  }

  async ListComposite(ctx: Context, type: string, one: string): Promise<string> {
    const keys = await drain(await ctx.stub.getStateByPartialCompositeKey(type, [one]));
    return JSON.stringify(keys.map((key) => ctx.stub.splitCompositeKey(key).attributes));
  }

  async History(ctx: Context, key: string): Promise<string> {
    const versions: { value: string; isDelete: boolean; txId: string }[] = [];
    const iterator = await ctx.stub.getHistoryForKey(key);
    for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
      const { value, isDelete, txId } = step.value;
      versions.push({ value: text(value), isDelete, txId });
    }
    await iterator.close();
    return JSON.stringify(versions);
  }

  /** Puts the transient secret into one organisation's collection and a marker on the channel. */
  async Keep(ctx: Context, key: string, owner: string): Promise<void> {
    await ctx.stub.putPrivateData(collectionOf(owner), key, secretOf(ctx));
    await ctx.stub.putState(`kept:${key}`, Buffer.from(owner));
  }

  /** Puts the transient secret into the collections of two organisations, as a release does. */
  async Share(ctx: Context, key: string, one: string, two: string): Promise<void> {
    for (const owner of [one, two]) {
      await ctx.stub.putPrivateData(collectionOf(owner), key, secretOf(ctx));
    }
    await ctx.stub.putState(`shared:${key}`, Buffer.from(`${one} ${two}`));
  }

  /** Reads whatever the peer that was asked holds: what a careless contract would do. */
  async ReadCarelessly(ctx: Context, key: string, owner: string): Promise<string> {
    return text(await ctx.stub.getPrivateData(collectionOf(owner), key));
  }

  /** Reads only for clients of the peer's own organisation: what ours do. */
  async ReadOwn(ctx: Context, key: string): Promise<string> {
    const client = ctx.clientIdentity.getMSPID();
    if (ctx.stub.getMspID() !== client) throw new Error(`NOT_OWN_PEER ${client} asked elsewhere`);
    return text(await ctx.stub.getPrivateData(collectionOf(client), key));
  }

  async PrivateHash(ctx: Context, key: string, owner: string): Promise<string> {
    const hash = await ctx.stub.getPrivateDataHash(collectionOf(owner), key);
    return Buffer.from(hash).toString('hex');
  }

  async Purge(ctx: Context, key: string, owner: string): Promise<void> {
    await ctx.stub.purgePrivateData(collectionOf(owner), key);
  }

  async DeletePrivate(ctx: Context, key: string, owner: string): Promise<void> {
    await ctx.stub.deletePrivateData(collectionOf(owner), key);
  }

  async ScanPrivate(ctx: Context, owner: string, start: string, end: string): Promise<string> {
    const keys: string[] = [];
    for await (const { key } of ctx.stub.getPrivateDataByRange(collectionOf(owner), start, end)) {
      keys.push(key);
    }
    return JSON.stringify(keys);
  }

  async ScanPrivateThenWrite(ctx: Context, owner: string, target: string): Promise<void> {
    await this.ScanPrivate(ctx, owner, 'a', 'b');
    await ctx.stub.putState(target, Buffer.from('x'));
  }

  /** Writes a key that from then on needs the endorsement of this organisation. */
  async Protect(ctx: Context, key: string, value: string, owner: string): Promise<void> {
    const policy = new KeyEndorsementPolicy();
    policy.addOrgs('MEMBER', owner);
    await ctx.stub.setStateValidationParameter(key, policy.getPolicy());
    await ctx.stub.putState(key, Buffer.from(value));
  }

  async ProtectedBy(ctx: Context, key: string): Promise<string> {
    const policy = await ctx.stub.getStateValidationParameter(key);
    return new KeyEndorsementPolicy(policy).listOrgs().join(' ');
  }

  /** Only the last event of a transaction counts. */
  async Emit(ctx: Context, key: string, payload: string): Promise<void> {
    ctx.stub.setEvent('overwritten', Buffer.from('never seen'));
    ctx.stub.setEvent('probe.emitted', Buffer.from(payload));
    await ctx.stub.putState(key, Buffer.from(payload));
  }

  /** Fails with this text, after a write and an event that must then not happen. */
  async Fail(ctx: Context, key: string, message: string): Promise<void> {
    await ctx.stub.putState(key, Buffer.from('x'));
    ctx.stub.setEvent('probe.failed', Buffer.from(key));
    throw new Error(message);
  }

  /** Each peer answers something else. */
  async Disagree(ctx: Context, key: string): Promise<string> {
    await ctx.stub.putState(key, Buffer.from(ctx.stub.getMspID()));
    return 'same';
  }

  async WhoAmI(ctx: Context): Promise<string> {
    return JSON.stringify({
      client: ctx.clientIdentity.getMSPID(),
      peer: ctx.stub.getMspID(),
      type: ctx.clientIdentity.getAttributeValue('hf.Type'),
      channel: ctx.stub.getChannelID(),
      txId: ctx.stub.getTxID(),
    });
  }
}

/**
 * Whether a peer's discovery knows every endorser: all members are asked over its gateway to endorse a function that no
 * contract has. Each chaincode that is reached refuses it, so nothing can change.
 */
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FabricDescription, FabricOrganisation } from './description.js';
import type { FabricLayout } from './layout.js';

const DEADLINE_MS = 5000;
const NO_FUNCTION = 'guanlian:AreYouThere';
const REACHED = /^chaincode response \d+/;

/** Undefined when the organisation's peer reaches all members' chaincode, else why not. */
export async function missingEndorsers(
  layout: FabricLayout,
  description: FabricDescription,
  asker: FabricOrganisation,
  chaincode: string,
): Promise<string | undefined> {
  const { connect, signers } = await import('@hyperledger/fabric-gateway');
  const { Client, credentials } = await import('@grpc/grpc-js');
  const folder = layout.organisation(asker.mspId);
  const client = new Client(
    `127.0.0.1:${asker.ports.peer}`,
    credentials.createSsl(await readFile(folder.tlsCa)),
    { 'grpc.ssl_target_name_override': 'localhost' },
  );
  const privateKey = createPrivateKey(await readFile(join(folder.dir, 'node-key.pem')));
  const gateway = connect({
    client,
    identity: { mspId: asker.mspId, credentials: await readFile(join(folder.dir, 'node.pem')) },
    signer: signers.newPrivateKeySigner(privateKey),
    endorseOptions: () => ({ deadline: Date.now() + DEADLINE_MS }),
  });
  try {
    const contract = gateway.getNetwork(description.channel).getContract(chaincode);
    const proposal = contract.newProposal(NO_FUNCTION, {
      endorsingOrganizations: description.organisations.map(({ mspId }) => mspId),
    });
    await proposal.endorse();
    return 'a function that does not exist was endorsed';
  } catch (cause) {
    const answers = answersOf(cause);
    const reached = answers.filter((text) => REACHED.test(text)).length;
    if (reached === description.organisations.length) return undefined;
    return `${asker.mspId}: ${[(cause as Error).message, ...answers].join('; ')}`;
  } finally {
    gateway.close();
    client.close();
  }
}

/** What each endorser said. */
function answersOf(cause: unknown): string[] {
  const { details = [] } = cause as { details?: { message?: string }[] };
  return details.map(({ message = '' }) => message);
}

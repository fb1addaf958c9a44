/** Joining and leaving a channel: proposals, their description, signatures, submission, and the newcomer's own part. */
export type { ProposalView, ShowOptions } from './ceremony.js';
export {
  isAgreed,
  proposalToJoin,
  proposalToLeave,
  showProposal,
  signProposal,
  submitProposal,
} from './ceremony.js';
export type { ChannelAccess, ChannelEndpoint } from './channel-access.js';
export { fetchConfig, fetchConfigBlock, fetchGenesisBlock } from './channel-access.js';
export type { ChannelRefusalCode } from './channel-refusal.js';
export { CHANNEL_REFUSALS, ChannelRefused } from './channel-refusal.js';
export type { ChannelConfig } from './config-tree.js';
export { configOfBlock } from './config-tree.js';
export { developmentAccess } from './development-access.js';
export type { DefinitionWish } from './msp-folder.js';
export { definitionOfMsp, identityOfMsp } from './msp-folder.js';
export type { Newcomer, NewcomerOptions } from './newcomer.js';
export {
  addOrganisation,
  removeOrganisation,
  startOrganisation,
  withNewcomer,
} from './newcomer.js';
export type { AnchorPeer, OrganisationDefinition } from './organisation-definition.js';
export { definitionText, readDefinition } from './organisation-definition.js';
export { membersOf, orderingMembersOf } from './proposal.js';
export type { ChannelProposal } from './proposal-file.js';
export { proposalText, readProposal, readSignature, signatureText } from './proposal-file.js';
export type { PolicyQuorum } from './quorum.js';
export type { ElementChange, MemberWords, UpdateDescription } from './update-description.js';
export type { CheckedSignature } from './update-signature.js';

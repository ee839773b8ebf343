"""parties (事業者台帳): the people, businesses and groups that deal with the city, and who may act for them until when.

One `Party` per person, sole proprietor, legal entity or group. Other blocks point their applications, cases, bookings
and listings at a Party and ask here who may act for it:

- making: `domain.registration.register_person / register_sole_proprietor / register_legal_entity / register_group`,
  `register_from_corporation` (a legal entity from the tax agency's register);
- acting: `domain.acting.party_of(user)` (the user's own person or sole proprietor), `parties_acted_for(user, day=)`,
  `grant_representation`, `claim_representation`, `confirm_representation`, `end_representation`;
- rights: predicates `domain.rights.acts_for(user, party)`, `sees_parties(user)`, `works_parties(user)`; permission
  `parties.view_party` with its twin `visible_to(user, Party)`;
- details: `domain.details` (business places, contacts, officers, consents); `domain.merging`; `domain.erasure`.
"""

export { type ListingFault, listingFaults } from './listing-fault.ts';
export { spoilListing, spoilPages } from './spoil-listing.ts';

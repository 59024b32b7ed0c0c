"""Those who tell where parcels are: aggregators, carriers, shop systems, files. Only the settings name them."""

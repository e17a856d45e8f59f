"""The suite; its folders mirror the product's."""
